using System.Diagnostics;
using System.Text;

namespace Bridge.Testing;

/// <summary>All that a process says, on both of its streams, line by line as it comes.</summary>
public sealed class ProcessOutput
{
    private readonly StringBuilder _text = new();

    /// <summary>Listens to a process whose standard output and error are redirected.</summary>
    public ProcessOutput(Process process)
    {
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it said so far.</summary>
    public override string ToString()
    {
        lock (_text) return _text.ToString();
    }

    private void Append(string? line)
    {
        if (line is null) return;
        lock (_text) _text.AppendLine(line);
    }
}
