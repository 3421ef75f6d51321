# Completions of cpd for PowerShell. Written by `cpd completions powershell`.
# On Tab this starts cpd-portfolio, or else cpd, from the PATH. It only reads the portfolio.
Register-ArgumentCompleter -Native -CommandName cpd, cpd-portfolio -ScriptBlock {
    param($current, $line, $position)
    $program = Get-Command -CommandType Application -Name cpd-portfolio, cpd -ErrorAction SilentlyContinue |
        Select-Object -First 1
    if (-not $program) { return }
    # The words as they were typed. None of them is evaluated.
    $typed = @($line.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $position } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    # An empty last word is not handed on by every version, so it is only counted.
    $word = if ($current -eq '') { $typed.Count } else { $typed.Count - 1 }
    & $program.Source completions powershell --word $word '--' @typed 2>$null | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
    }
}
