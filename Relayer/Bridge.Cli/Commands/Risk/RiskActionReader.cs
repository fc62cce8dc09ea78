using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Commands.Risk;

/// <summary>Makes a paper from what the user said, in the deployment's names and amounts.</summary>
internal sealed class RiskActionReader(CliSession session, RiskActionOptions options, ParseResult result)
{
    private const int MaxHours = 30 * 24;

    public async Task<RiskPaper> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (name is "approve-hold" or "reject-hold") return new(session.Deployment.Bridge, await ReadHoldAsync(name == "approve-hold", cancellationToken));
        if (name is "lower-limits" or "set-limits") return new(session.Deployment.Bridge, await ReadLimitsAsync(name == "lower-limits", cancellationToken));
        // All of it was typed: what makes no action is an error of the command line.
        return UsageException.Read(name, typed => new RiskPaper(session.Deployment.Bridge, Typed(typed)), "see 'bridge risk create --help'");
    }

    private RiskAction Typed(string name)
    {
        var (nonce, notAfter) = Frame();
        return name switch
        {
            "raise-level" => new RaiseLevel { Chain = Chain(), Nonce = nonce, NotAfter = notAfter, Scope = Scope(), Level = Level(), Reason = Reason() },
            "lower-level" => new LowerLevel { Chain = Chain(), Nonce = nonce, NotAfter = notAfter, Scope = Scope(), Level = Level(), Reason = Reason() },
            "list-asset" => List(nonce, notAfter),
            "open-lane" => new OpenLane { Chain = Named().Chain, Nonce = nonce, NotAfter = notAfter, OtherChain = session.Other(Named()).Chain, Family = IsEvm(session.Other(Named())) ? (byte)1 : (byte)2 },
            "grant-role" => new GrantRole { Chain = Chain(), Nonce = nonce, NotAfter = notAfter, Account = SignerAddress.Parse(Need(options.Account)), Role = Role() },
            "revoke-role" => new RevokeRole { Chain = Chain(), Nonce = nonce, NotAfter = notAfter, Account = SignerAddress.Parse(Need(options.Account)), Role = Role() },
            "veto" => new Veto { Chain = Chain(), Nonce = nonce, NotAfter = notAfter, Proposal = Bytes32.Parse(Need(options.Proposal)) },
            _ => throw new UsageException($"there is no risk action \"{name}\"", "see 'bridge risk create --help'"),
        };
    }

    private async Task<RiskAction> ReadHoldAsync(bool approve, CancellationToken cancellationToken)
    {
        var (nonce, notAfter) = Frame();
        var id = UsageException.ReadId(Need(options.Transfer));
        // SECURITY: an officer approves the leaf that the source chain's own lock gives, not one that somebody told (M39).
        var leaf = (await TransferFinder.FindAsync(session, id, cancellationToken)).Leaf();
        await HoldCheck.RequireHeldAsync(session, id, cancellationToken);
        return approve
            ? new ApproveHold { Chain = id.Lane.Destination, Nonce = nonce, NotAfter = notAfter, Source = id.Lane.Source, Sequence = id.Sequence, Leaf = leaf }
            : new RejectHold { Chain = id.Lane.Destination, Nonce = nonce, NotAfter = notAfter, Source = id.Lane.Source, Sequence = id.Sequence, Leaf = leaf };
    }

    private ListAsset List(ulong nonce, ulong notAfter)
    {
        var (chain, asset) = (Named(), Asset());
        var home = session.ChainOf(ChainId.From(asset.HomeChain));
        return new()
        {
            Chain = chain.Chain,
            Nonce = nonce,
            NotAfter = notAfter,
            Token = TokenOn(chain, asset),
            Mode = chain.Chain == home.Chain ? AssetMode.Custody : AssetMode.Mint,
            CanonicalDecimals = checked((byte)asset.CanonicalDecimals),
            HomeChain = home.Chain,
            HomeToken = TokenOn(home, asset),
        };
    }

    private (ulong Nonce, ulong NotAfter) Frame()
    {
        var hours = result.GetValue(options.ValidHours);
        if (hours is < 1 or > MaxHours) throw new UsageException($"a paper cannot be valid for {hours} hours", $"use 1 to {MaxHours}");
        var now = session.Time.GetUtcNow();
        return (result.GetValue(options.Nonce) ?? (ulong)now.ToUnixTimeMilliseconds(), (ulong)now.AddHours(hours).ToUnixTimeSeconds());
    }

    private ChainId? Chain() => IsForAll() ? null : Named().Chain;

    private IChainFamily Named() => IsForAll()
        ? throw new UsageException("one paper cannot do this on all chains: what it speaks of is another on each", $"make a paper for each: {string.Join(" and ", session.Chains.Select(chain => $"--chain {chain.Name}"))}")
        : session.ChainNamed(Need(options.Chain));

    private bool IsForAll() => string.Equals(Need(options.Chain), "all", StringComparison.OrdinalIgnoreCase);

    private RiskScope Scope() => Need(options.Scope) switch
    {
        "everything" => RiskScope.Everything,
        "lane" => RiskScope.Lane(session.Other(Named()).Chain),
        var symbol => RiskScope.Asset(AssetIdOf(session.AssetNamed(symbol))),
    };

    private BreakerLevel Level() => result.GetValue(options.Level) is { } level and >= 0 and <= 5
        ? (BreakerLevel)level
        : throw new UsageException("which level?", "name it with --level 0 to 5");

    private RiskReason Reason() => RiskReason.From(Need(options.Reason));

    private RiskRole Role() => Need(options.Role) switch
    {
        "officer" => RiskRole.Officer,
        "sentinel" => RiskRole.Sentinel,
        var other => throw new UsageException($"there is no role \"{other}\"", "use officer or sentinel"),
    };

    // What is not named stays as it is on the chain that the paper is for. The paper itself holds all four numbers: its signers see them.
    private async Task<RiskAction> ReadLimitsAsync(bool lower, CancellationToken cancellationToken)
    {
        var (nonce, notAfter) = Frame();
        var (chain, asset) = (Chain(), Asset());
        if (((Option<string?>[])[options.MaxRelease, options.Capacity, options.Refill, options.HoldFrom]).All(option => result.GetValue(option) is null))
            throw new UsageException("which limit?", "name one at least: --max-release, --capacity, --refill or --hold-from; the others stay as they are");
        var kept = new KeptLimits(session, chain is { } named ? [session.ChainOf(named)] : session.Chains, asset);
        var limits = new RiskLimits(
            await LimitAsync(options.MaxRelease, limits => limits.MaxRelease), await LimitAsync(options.Capacity, limits => limits.Capacity), await LimitAsync(options.Refill, limits => limits.RefillPerSecond),
            result.GetValue(options.HoldFrom) switch { "all" => 0, "never" => ulong.MaxValue, _ => await LimitAsync(options.HoldFrom, limits => limits.HoldThreshold) });
        RequirePossible(limits, asset);
        return lower
            ? new LowerLimits { Chain = chain, Nonce = nonce, NotAfter = notAfter, Asset = AssetIdOf(asset), Limits = limits }
            : new SetLimits { Chain = chain, Nonce = nonce, NotAfter = notAfter, Asset = AssetIdOf(asset), Limits = limits };

        Task<ulong> LimitAsync(Option<string?> option, Func<AssetLimits, ulong> now) => result.GetValue(option) is { } text
            ? Task.FromResult(text == "0" ? 0 : AmountText.ToCanonical(text, asset.Symbol, asset.CanonicalDecimals, asset.CanonicalDecimals))
            : kept.ReadAsync(option.Name, now, cancellationToken);
    }

    // What every chain refuses (BadLimits), before anybody signs it.
    private static void RequirePossible(RiskLimits limits, AssetDeployment asset)
    {
        string Amount(ulong units) => AmountText.Of(units, asset);
        if (limits is { MaxRelease: 0, Capacity: 0, RefillPerSecond: 0 }) return; // closed
        if (limits.MaxRelease > limits.Capacity)
            throw new UsageException($"the largest release ({Amount(limits.MaxRelease)}) would be above the capacity ({Amount(limits.Capacity)}), and never fit", "lower --max-release, or raise --capacity");
        if (limits.MaxRelease == 0 || limits.RefillPerSecond == 0)
            throw new UsageException("the largest release, the capacity and the refill are all 0 (the asset is closed) or none of them is", "name all three: --max-release, --capacity and --refill");
        if (limits.RefillPerSecond >= 1UL << 48) throw new UsageException($"a refill of {Amount(limits.RefillPerSecond)} a second is more than the chains take", $"at most {Amount((1UL << 48) - 1)}");
    }

    private AssetDeployment Asset() => session.AssetNamed(Need(options.Asset));

    private PartyAddress TokenOn(IChainFamily chain, AssetDeployment asset) => chain.ParseAddress(IsEvm(chain) ? asset.EvmToken : asset.SolanaMint);

    private bool IsEvm(IChainFamily chain) => chain.Chain.Value == session.Deployment.Evm.Chain;

    private static AssetId AssetIdOf(AssetDeployment asset) => AssetId.From(Bytes32.Parse(asset.Id));

    private string Need(Option<string?> option) =>
        result.GetValue(option) is { Length: > 0 } text ? text : throw new UsageException($"{option.Name} is missing", $"add {option.Name}; see 'bridge risk create --help'");
}
