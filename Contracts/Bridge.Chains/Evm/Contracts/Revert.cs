using System.Text.Json;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Contracts;

/// <summary>What a simulation came to.</summary>
internal abstract record Simulation
{
    private Simulation() { }

    internal sealed record Succeeds(ulong Gas) : Simulation;

    internal sealed record Reverts(Revert Revert) : Simulation;
}

/// <summary>A contract's refusal: its custom error by selector (first four bytes of the data) and arguments.</summary>
internal sealed record Revert(string Error, byte[] Data)
{
    // Names of the errors in Contracts/evm, of OpenZeppelin's ERC-20 and of Solidity itself. Unknown ones show their selector.
    private static readonly Dictionary<string, string> Names = new[]
    {
        "Error(string)", "Panic(uint256)",
        "ZeroValue()", "ZeroAmount()", "AmountTooLarge(uint256)", "Dust(uint256,uint256)",
        "NotVault(address)", "NotGovernor(address)", "NotMarginAccounts(address)",
        "LaneClosed(uint16)", "LaneAlreadyOpen(uint16)", "UnknownKind(uint8)",
        "AssetUnlisted(bytes32)", "TokenUnlisted(address)", "TokenAlreadyListed(address)", "TokenClosed(address)",
        "BadDecimals(uint8,uint8)", "BadLimits()", "CustodyMismatch(uint256,uint256)", "NotReceived(uint256,uint256)", "InsufficientBalance(uint256,uint256)",
        "ReduceOnly(address,uint8)", "BadRecipient(address)",
        AboveLimit.Signature, NothingToReleaseSignature, "DuplicateAsset(bytes32)", "MalformedBatch()",
        "WrongEpoch(uint32,uint32)", "InvalidKey()", "InvalidSignature()", "NothingToClaim()", "AlreadySet()", "WrongVault(address)",
        "NotControl(address)", "BadDelay(uint256)", "UnknownFamily(uint8)", "BadRecipient(bytes32)", "LevelTooHigh(uint8)", "RotationPending()",
        "NotReady(uint64)", "Vetoed(bytes32)", "NothingToVeto(bytes32)", "WrongChain(uint16)", "NotHeld(uint16,uint64)", "HoldNotApproved(uint8)",
        "HoldTooYoung(uint64)", "AlreadyApproved()", "SameOfficer(address)", "AlreadyVoided(uint16,uint64)", "AlreadyReleased(uint16,uint64)",
        "NotLocked(uint16,uint64)", "NotSender(address)", "RefundTooEarly(uint64)", "RefundRequestedAlready()", "AlreadySealed()", "BadWords()",
        "BadSignature()", "PaperExpired(uint64)", "PaperTooLong(uint64)", "NonceUsed(address,uint64)", "NotOfficer(address)", "NotSentinel(address)",
        "AlreadyExists(bytes32)", "NotScheduled(bytes32)", "ExecutionExpired(uint64)", "WasVetoed(bytes32)", "LevelNotHigher(uint8)", "LevelNotLower(uint8)",
        "TightenedSince()", "OwnRevocation()", "NonceTooFar(uint64)", "LimitsNotLower()", "RoleTaken(address,uint8)", "RoleMismatch(address,uint8)", "TooFewOfficers(uint256)",
        "BadListing()", "NotWrapped(address)", "MalformedTransfer()",
        "ERC20InsufficientBalance(address,uint256,uint256)", "ERC20InsufficientAllowance(address,uint256,uint256)",
        "ERC20InvalidSender(address)", "ERC20InvalidReceiver(address)", "ERC20InvalidApprover(address)", "ERC20InvalidSpender(address)",
        "ERC2612ExpiredSignature(uint256)", "ERC2612InvalidSigner(address,address)", "SafeERC20FailedOperation(address)", "ReentrancyGuardReentrantCall()",
    }.ToDictionary(signature => Hex.Encode(AbiEncoder.Selector(signature)), signature => signature[..signature.IndexOf('(', StringComparison.Ordinal)], StringComparer.Ordinal);

    // The code that geth, and with it most nodes, gives a reverted call; a revert without data is told from other errors only by it.
    private const int RevertedCode = 3;

    private static readonly HashSet<string> WholeBatch = ["InvalidSignature", "WrongEpoch", "LaneClosed", "MalformedBatch"];

    private const string NothingToReleaseSignature = "NothingToRelease()";

    /// <summary>Every chosen transfer was consumed in the meantime.</summary>
    internal bool IsNothingToRelease => Data.AsSpan().StartsWith(AbiEncoder.Selector(NothingToReleaseSignature));

    /// <summary>It is about the batch as a whole: no choice of transfers would change it.</summary>
    internal bool IsOfTheWholeBatch => WholeBatch.Contains(Error);

    /// <summary>The revert in a node's error; null when the error is the node's own.</summary>
    internal static Revert? Read(JsonRpcError? error)
    {
        if (error is null) return null;
        var text = error.Data is { ValueKind: JsonValueKind.String } data ? data.GetString()! : "";
        if (!text.StartsWith("0x", StringComparison.Ordinal)) return error.Code == RevertedCode ? new("reverted without a reason", []) : null;
        try
        {
            return From(Hex.Decode(text));
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    internal static Revert From(byte[] data)
    {
        if (data.Length < 4) return new("reverted without a reason", data);
        var selector = Hex.Encode(data.AsSpan(0, 4));
        var name = Names.GetValueOrDefault(selector, $"error {selector}");
        return new(name == "Error" && Text(data) is { } reason ? reason : name, data);
    }

    private static string? Text(byte[] data)
    {
        try
        {
            var text = new AbiReader(data.AsSpan(4), "revert reason").Text();
            return text.Length <= 200 ? text : text[..200];
        }
        catch (ChainReadException)
        {
            return null;
        }
    }
}

/// <summary>The vault's refusal of one transfer that does not fit the limits.</summary>
/// <param name="Sequence">Which.</param>
/// <param name="AvailableAt">When it will fit; null when it is above the largest single release.</param>
internal sealed record AboveLimit(ushort Source, ulong Sequence, DateTimeOffset? AvailableAt)
{
    internal const string Signature = "AboveLimit(uint16,uint64,uint64)";

    // The last second that DateTimeOffset can hold; the vault says 2^64-1 for never.
    private static readonly ulong Last = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    internal static AboveLimit? Read(Revert revert)
    {
        if (!revert.Data.AsSpan().StartsWith(AbiEncoder.Selector(Signature))) return null;
        var reader = new AbiReader(revert.Data.AsSpan(4), "AboveLimit");
        var (source, sequence, at) = (reader.UInt16(), reader.UInt64(), reader.UInt64());
        reader.End();
        return new(source, sequence, at <= Last ? DateTimeOffset.FromUnixTimeSeconds((long)at) : null);
    }
}
