using System.Buffers.Binary;
using System.Collections.Concurrent;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Programs;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Program;

/// <summary>The bridge program's addresses, derived and never asked for (<c>Contracts/solana/README.md</c>, Addresses).</summary>
internal sealed class BridgeAddresses(SolanaAddress program)
{
    /// <summary>Locks in one outbox page.</summary>
    public const int LocksPerPage = 32;

    /// <summary>Sequences in one consumed page.</summary>
    public const int BitsPerPage = 8192;

    private readonly ConcurrentDictionary<(string Kind, ushort Chain, ulong Page), SolanaAddress> _pages = new();
    private readonly ConcurrentDictionary<AssetId, SolanaAddress> _assets = new();
    private readonly ConcurrentDictionary<SolanaAddress, SolanaAddress> _custody = new();

    /// <summary>The program.</summary>
    public SolanaAddress Program { get; } = program;

    /// <summary>The config account.</summary>
    public SolanaAddress Config { get; } = ProgramAddress.Find(program, "config"u8.ToArray()).Address;

    /// <summary>Owner of custody accounts and authority of wrapped mints.</summary>
    public SolanaAddress Authority { get; } = ProgramAddress.Find(program, "authority"u8.ToArray()).Address;

    /// <summary>The page that holds the lock with <paramref name="sequence"/>.</summary>
    public static ulong OutboxPageOf(ulong sequence) => (sequence - 1) / LocksPerPage;

    /// <summary>The page that holds the bit of <paramref name="sequence"/>.</summary>
    public static ulong ConsumedPageOf(ulong sequence) => sequence / BitsPerPage;

    /// <summary>An asset's account.</summary>
    public SolanaAddress Asset(AssetId asset) =>
        _assets.GetOrAdd(asset, id => ProgramAddress.Find(Program, "asset"u8.ToArray(), id.Value.ToArray()).Address);

    /// <summary>Which asset a mint is.</summary>
    public SolanaAddress MintIndex(SolanaAddress mint) => ProgramAddress.Find(Program, "mint"u8.ToArray(), mint.ToArray()).Address;

    /// <summary>The lane toward another chain.</summary>
    public SolanaAddress Lane(ChainId other) => _pages.GetOrAdd(("lane", other.Value, 0), _ => ProgramAddress.Find(Program, "lane"u8.ToArray(), Number(other)).Address);

    /// <summary>A page of locks toward <paramref name="destination"/>.</summary>
    public SolanaAddress OutboxPage(ChainId destination, ulong page) => Page("outbox", destination, page);

    /// <summary>A page of consumed sequences from <paramref name="source"/>.</summary>
    public SolanaAddress ConsumedPage(ChainId source, ulong page) => Page("consumed", source, page);

    /// <summary>The token account that holds what is locked of a mint.</summary>
    public SolanaAddress Custody(SolanaAddress mint) => _custody.GetOrAdd(mint, key => TokenProgram.AssociatedAccount(Authority, key));

    private SolanaAddress Page(string kind, ChainId chain, ulong page) => _pages.GetOrAdd((kind, chain.Value, page), key =>
    {
        var number = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, page);
        return ProgramAddress.Find(Program, ProgramAddress.Text(kind), Number(chain), number).Address;
    });

    private static byte[] Number(ChainId chain)
    {
        var number = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(number, chain.Value);
        return number;
    }
}
