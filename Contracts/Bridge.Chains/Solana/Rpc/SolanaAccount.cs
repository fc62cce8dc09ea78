using Bridge.Chains.Solana.Keys;

namespace Bridge.Chains.Solana.Rpc;

/// <summary>An account as a node shows it.</summary>
internal sealed record SolanaAccount(SolanaAddress Owner, ulong Lamports, byte[] Data);

/// <summary>Accounts read together and the slot of the state they were read from. An account that does not exist is null.</summary>
internal sealed record AccountsRead(ulong ContextSlot, IReadOnlyList<SolanaAccount?> Accounts);
