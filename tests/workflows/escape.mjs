// Prints commands for a runner as the toolkit writes them: for each pair of texts in a JSON
// list, `::error title=FIRST::SECOND`.
import { readFileSync } from 'node:fs'
import { error } from '@actions/core'

for (const [title, message] of JSON.parse(readFileSync(0, 'utf8'))) {
  error(message, { title })
}
