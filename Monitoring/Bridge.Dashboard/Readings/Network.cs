using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Dashboard.Readings;

/// <summary>The deployment and the boards of its chains, under the names that people use.</summary>
internal sealed class Network
{
    private readonly Dictionary<ChainId, ChainBoard> _boards;
    private readonly Dictionary<AssetId, AssetDeployment> _assets;

    public Network(Deployment deployment, IReadOnlyList<IChainFamily> families, TimeSpan staleAfter)
    {
        Deployment = deployment;
        Boards = [.. families.Select(family => new ChainBoard(family, families.Single(other => other.Chain != family.Chain).Chain, deployment.Assets, staleAfter))];
        _boards = Boards.ToDictionary(board => board.Chain);
        _assets = deployment.Assets.ToDictionary(ChainBoard.IdOf);
    }

    public Deployment Deployment { get; }

    public IReadOnlyList<ChainBoard> Boards { get; }

    /// <summary>Every lane.</summary>
    public IEnumerable<Lane> Lanes => Boards.Select(board => Lane.From(board.Other, board.Chain));

    /// <summary>The board of a chain; null when the deployment has no such chain.</summary>
    public ChainBoard? Find(ChainId chain) => _boards.GetValueOrDefault(chain);

    /// <summary>The board of a chain by its name; null when there is none.</summary>
    public ChainBoard? Find(string name) => Boards.FirstOrDefault(board => board.Name == name);

    /// <summary>An asset by its symbol; null when there is none.</summary>
    public AssetDeployment? Asset(string symbol) => Deployment.Assets.FirstOrDefault(asset => asset.Symbol == symbol);

    /// <summary>An asset by its id; null when there is none.</summary>
    public AssetDeployment? Asset(AssetId id) => _assets.GetValueOrDefault(id);

    /// <summary>What people call an asset; its id when the deployment has no name for it.</summary>
    public string SymbolOf(AssetId id) => Asset(id)?.Symbol ?? id.ToString();

    public string NameOf(ChainId chain) => Find(chain)?.Name ?? $"chain {chain}";

    /// <summary>An account in the chain's own form.</summary>
    public string Format(ChainId chain, PartyAddress address)
    {
        try
        {
            return Find(chain)?.Family.FormatAddress(address) ?? address.ToString();
        }
        catch (ProtocolException)
        {
            return address.ToString();
        }
    }

    /// <summary>Canonical units for people.</summary>
    public static string Text(ulong units, int decimals, string symbol)
    {
        var digits = units.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        return $"{Grouped(digits[..^decimals])}{(fraction.Length == 0 ? "" : ".")}{fraction} {symbol}";
    }

    // Thousands apart, as the page writes amounts.
    private static string Grouped(string digits) => System.Numerics.BigInteger.Parse(digits, System.Globalization.CultureInfo.InvariantCulture).ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Canonical units of an asset for people.</summary>
    public string Text(ulong units, AssetId asset) => Asset(asset) is { } known ? Text(units, known.CanonicalDecimals, known.Symbol) : $"{units} canonical units";
}
