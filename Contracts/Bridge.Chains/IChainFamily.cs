using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains;

/// <summary>
/// One chain of a deployment: makes the clients that read and write it. Adding a chain family is one folder beside <c>Evm</c> and <c>Solana</c>
/// with an implementation of this interface. An RPC address is one source; for several, see <see cref="QuorumLockReader"/>.
/// </summary>
public interface IChainFamily
{
    /// <summary>The chain.</summary>
    ChainId Chain { get; }

    /// <summary>Name in messages and command lines: "evm", "solana".</summary>
    string Name { get; }

    /// <summary>Smallest unit, symbol and decimals of the native currency, as ("ETH", 18).</summary>
    (string Symbol, int Decimals) NativeCurrency { get; }

    /// <summary>What an address looks like, for whoever wrote none: "a Solana address is 32 to 44 base58 characters".</summary>
    string AddressForm { get; }

    /// <summary>Whether new heads come seldom enough that each is worth a look (EVM); where they come many times a second, a look at intervals sees as much.</summary>
    bool IsEachHeadWorthALook { get; }

    /// <summary>Decimals of an asset's token on this chain.</summary>
    int DecimalsOf(AssetDeployment asset);

    /// <summary>The deployment's RPC sources of this chain.</summary>
    IReadOnlyList<string> RpcUrls { get; }

    /// <summary>Reads locks through one source, each proved to have moved its tokens: old ones need a node that keeps the state of their blocks.</summary>
    ILockReader LockReader(string rpcUrl);

    /// <summary>The same without that proof, from any node: for whoever only carries locks to those who prove them. Never for a guardian.</summary>
    ILockReader UnprovedLockReader(string rpcUrl) => LockReader(rpcUrl);

    /// <summary>Reads consumed sequences through one source.</summary>
    IReleaseReader ReleaseReader(string rpcUrl);

    /// <summary>Reads balances and limits through one source.</summary>
    IAccountReader AccountReader(string rpcUrl);

    /// <summary>Reads the guardians' key in force through one source.</summary>
    IGuardianKeyReader GuardianKeyReader(string rpcUrl);

    /// <summary>Delivers attestations, paying fees with a 32-byte secret (EVM: secp256k1 key; Solana: Ed25519 seed).</summary>
    IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret);

    /// <summary>A user's account with its 32-byte secret.</summary>
    IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret);

    /// <summary>Reads the steps of refunds through one source.</summary>
    IRefundReader RefundReader(string rpcUrl);

    /// <summary>Delivers voids and refunds, paying fees with a 32-byte secret.</summary>
    IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret);

    /// <summary>Reads what left the chain through one source.</summary>
    IOutflowReader OutflowReader(string rpcUrl);

    /// <summary>Reads breaker levels, roles and holds through one source.</summary>
    IRiskReader RiskReader(string rpcUrl);

    /// <summary>Finds out who changed a breaker level or limits through one source.</summary>
    IControlChangeReader ControlChangeReader(string rpcUrl);

    /// <summary>Reads what was scheduled, and what became of it, through one source.</summary>
    IProposalReader ProposalReader(string rpcUrl);

    /// <summary>Sends risk papers, paying fees with a 32-byte secret.</summary>
    IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret);

    /// <summary>Submits rotations of the guardians' key, paying fees with a 32-byte secret.</summary>
    IKeyRotator KeyRotator(string rpcUrl, ReadOnlyMemory<byte> feeSecret);

    /// <summary>Yields whenever the chain has a new head; a wake-up only, never a source of facts. Ends by exception when the connection is lost.</summary>
    IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, CancellationToken cancellationToken);

    /// <summary>Reads an address in the chain's own form.</summary>
    /// <exception cref="ProtocolException">Not an address of this chain (EVM: wrong length or checksum).</exception>
    PartyAddress ParseAddress(string text);

    /// <summary>Writes an address in the chain's own form (EVM: EIP-55 checksum; Solana: base58).</summary>
    string FormatAddress(PartyAddress address);
}
