using System.Text.Json;
using Bridge.Protocol.RelayerApi;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli;

/// <summary>What a command works with: the deployment, its chains, and where to print.</summary>
internal sealed class CliSession(
    Deployment deployment, string folder, IReadOnlyList<IChainFamily> chains, IAnsiConsole output, IAnsiConsole errors, HttpClient http, TimeProvider time, bool json) : IDisposable
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public Deployment Deployment { get; } = deployment;

    public IReadOnlyList<IChainFamily> Chains { get; } = chains;

    public IAnsiConsole Output { get; } = output;

    /// <summary>For what is no result: notes and progress.</summary>
    public IAnsiConsole Errors { get; } = errors;

    public TimeProvider Time { get; } = time;

    public UserKeys Keys { get; } = new(folder);

    public RelayerStatusClient Relayers => field ??= new(Http, Deployment.RelayerUrls, Slow);

    /// <summary>Says that answers are slow; a command that tells its own progress ends it.</summary>
    public SlowNotice Slow { get; } = new(errors, time, chains.Select(chain => chain.Name));

    public HttpClient Http { get; } = http;

    /// <summary>Folder of the deployment file: the localnet keeps its users and its faucet's address there.</summary>
    public string Folder { get; } = folder;

    public IChainFamily ChainNamed(string name) => Chains.FirstOrDefault(chain => string.Equals(chain.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"there is no chain \"{name}\"", $"use one of: {string.Join(", ", Chains.Select(chain => chain.Name))}");

    public IChainFamily ChainOf(ChainId id) => Chains.FirstOrDefault(chain => chain.Chain == id)
        ?? throw new UsageException($"chain {id} is not in this deployment", $"its chains are {string.Join(", ", Chains.Select(chain => $"{chain.Chain} ({chain.Name})"))}");

    /// <summary>Insists that both ends of a lane are chains of this deployment.</summary>
    /// <exception cref="UsageException">One is not.</exception>
    public void RequireLane(Lane lane) => (_, _) = (ChainOf(lane.Source), ChainOf(lane.Destination));

    /// <summary>The chains that an action is for.</summary>
    public IReadOnlyList<IChainFamily> ChainsOf(RiskAction action) => action.Chain is { } only ? [ChainOf(only)] : Chains;

    public IChainFamily Other(IChainFamily chain) => Chains.Single(other => other.Chain != chain.Chain);

    public AssetDeployment AssetNamed(string symbol) => Deployment.Assets.FirstOrDefault(asset => string.Equals(asset.Symbol, symbol, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"there is no asset \"{symbol}\"", $"use one of: {string.Join(", ", Deployment.Assets.Select(asset => asset.Symbol))} (see 'bridge assets')");

    /// <summary>An asset of this deployment by its id; null when it is another's.</summary>
    public AssetDeployment? AssetOf(AssetId id) => Deployment.Assets.FirstOrDefault(asset => Bytes32.Parse(asset.Id) == id.Value);

    public string SymbolOf(string assetId) => Deployment.Assets.FirstOrDefault(asset => Bytes32.Parse(asset.Id) == Bytes32.Parse(assetId))?.Symbol ?? assetId;

    /// <summary>Says what actions do in this deployment's names, with addresses as their chains write them.</summary>
    public RiskDescription Describer() => new(Deployment, (chain, address) => Chains.FirstOrDefault(known => known.Chain == chain) is { } known ? Format(known, address) : address.ToString());

    // What is no address of that chain is shown as the bytes it is.
    private static string Format(IChainFamily chain, PartyAddress address)
    {
        try
        {
            return chain.FormatAddress(address);
        }
        catch (ProtocolException)
        {
            return $"{address}, WHICH IS NO ADDRESS OF {chain.Name}";
        }
    }

    public void Dispose() => Slow.Dispose();

    public bool Json => json;

    /// <summary>Prints a status as JSON when the user asked for it, with the relayer whose words it is.</summary>
    /// <returns>True when printed.</returns>
    public bool TryPrintStatus(TransferStatus status, string? relayer)
    {
        var said = JsonSerializer.SerializeToNode(status, JsonOptions)!.AsObject();
        said["toldBy"] = relayer;
        return TryPrintJson(said);
    }

    /// <summary>Prints data as JSON when the user asked for it.</summary>
    /// <returns>True when printed.</returns>
    public bool TryPrintJson(object data)
    {
        if (json) Output.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(data, JsonOptions));
        return json;
    }
}
