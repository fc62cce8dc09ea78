using Bridge.Chains;
using Bridge.Protocol.Deployments;

namespace Bridge.Cli.Commands.Risk;

/// <summary>Limits that a paper leaves as they are: read from every chain that it is for, once.</summary>
internal sealed class KeptLimits(CliSession session, IReadOnlyList<IChainFamily> chains, AssetDeployment asset)
{
    private List<(IChainFamily Chain, AssetLimits Limits)>? _read;

    /// <summary>The value that an option was not given for.</summary>
    /// <exception cref="CliException">It cannot be read, or is another on each chain.</exception>
    public async Task<ulong> ReadAsync(string option, Func<AssetLimits, ulong> value, CancellationToken cancellationToken)
    {
        if (_read is null)
        {
            List<(IChainFamily, AssetLimits)> read = [];
            foreach (var chain in chains)
            {
                try
                {
                    read.Add((chain, await chain.AccountReader(chain.RpcUrls[0]).ReadLimitsAsync(asset, cancellationToken)));
                }
                catch (ChainReadException e)
                {
                    throw new CliException(
                        $"{option} was not given, and what it is on {chain.Name} now cannot be read: {e.Message}", "name --max-release, --capacity, --refill and --hold-from, or try again when the chain's node answers", e);
                }
            }

            _read = read;
        }

        var values = _read.Select(one => value(one.Limits)).Distinct().ToList();
        if (values is [var only]) return only;
        var each = string.Join(", ", _read.Select(one => $"{one.Chain.Name} {Text(value(one.Limits))}"));
        throw new UsageException($"{option} was not given, and one paper cannot leave it as it is: it is another on each chain ({each})",
            $"name {option}, or make a paper for each: {string.Join(" and ", session.Chains.Select(chain => $"--chain {chain.Name}"))}");
    }

    private string Text(ulong units) => units == ulong.MaxValue ? "never" : AmountText.Of(units, asset);
}
