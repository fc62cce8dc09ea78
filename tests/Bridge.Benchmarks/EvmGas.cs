using System.Diagnostics;
using System.Globalization;
using Bridge.Testing;

namespace Bridge.Benchmarks;

/// <summary>Transaction gas on the EVM chain, from receipts on a fresh node: <c>Contracts/evm/gas.sh</c> says how each is set up.</summary>
internal sealed class EvmGas : IMeasurement
{
    // Row of the script's table → figure; the last column divides by the size of the batch.
    private static readonly Dictionary<string, (string Total, string? Each)> Names = new()
    {
        ["lock"] = ("evm.lock.gas", null),
        ["release of 1"] = ("evm.release.1.gas", "evm.release.1.gas_per_transfer"),
        ["release of 8"] = ("evm.release.8.gas", "evm.release.8.gas_per_transfer"),
        ["release of 32"] = ("evm.release.32.gas", "evm.release.32.gas_per_transfer"),
        ["release of 128"] = ("evm.release.128.gas", "evm.release.128.gas_per_transfer"),
        ["release to a margin account"] = ("evm.release_margin.1.gas", null),
        ["signature check alone"] = ("evm.verify.gas", null),
        ["plain ERC-20 transfer"] = ("evm.erc20_transfer.gas", null),
    };

    public string Name => "evm";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        progress("sending locks and releases on a fresh node");
        var start = new ProcessStartInfo("bash", [RepositoryRoot.Combine("Contracts", "evm", "gas.sh")]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var script = Process.Start(start) ?? throw new InvalidOperationException("gas.sh did not start");
        var output = await script.StandardOutput.ReadToEndAsync(cancellationToken);
        await script.WaitForExitAsync(cancellationToken);
        if (script.ExitCode != 0) throw new InvalidOperationException($"gas.sh failed with {script.ExitCode}: {output}");

        var figures = new List<Figure>();
        foreach (var cells in output.Split('\n').Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 3))
        {
            if (!Names.TryGetValue(cells[0], out var names)) continue;
            figures.Add(new(names.Total, Number(cells[1]), "gas"));
            if (names.Each is not null) figures.Add(new(names.Each, Number(cells[2]), "gas/transfer"));
        }

        return figures.Count(figure => figure.Unit == "gas") == Names.Count
            ? figures
            : throw new InvalidOperationException($"gas.sh printed another table than expected: {output}");
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
