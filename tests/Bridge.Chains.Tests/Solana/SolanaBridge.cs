using System.Diagnostics;
using Bridge.Chains;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana;
using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Solana;

/// <summary>The real program on a fresh real node: one lane to an EVM chain, one token in custody, one wrapped token, one funded user.</summary>
public sealed class SolanaBridge : IAsyncLifetime
{
    public const ulong UserTokens = 1_000_000_000_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>As short as they may be: these tests wait for them.</summary>
    private static readonly RiskDelays Delays = new(Second, TimeSpan.FromHours(1), Second, Second, Second, TimeSpan.FromHours(1));

    private readonly byte[] _userSeed = Keccak256.Hash("user").ToArray();
    private readonly byte[] _relayerSeed = Keccak256.Hash("relayer").ToArray();
    private SurfpoolNode? _node;

    internal static SingleGuardian Guardians { get; } = new("guardians");

    public SurfpoolNode Node => _node!;

    public Deployment Deployment { get; private set; } = null!;

    public SolanaChainFamily Family { get; private set; } = null!;

    public AssetDeployment Custody => Deployment.Assets[0];

    public AssetDeployment Wrapped => Deployment.Assets[1];

    public PartyAddress User { get; private set; }

    internal BridgeAddresses Addresses => new(SolanaAddress.Parse(Deployment.Solana.Program));

    /// <summary>A client of the node behind a script that changes some answers.</summary>
    internal SolanaRpc Through(HttpMessageHandler script) => new(new JsonRpcClient(Node.RpcUrl, TimeProvider.System, new JsonRpcOptions { Retries = 0 }, script));

    internal static Ed25519Key RelayerKey() => new(Keccak256.Hash("relayer").ToArray());

    /// <summary>One more wrapped token with limits of its own.</summary>
    public async Task<AssetDeployment> AddWrappedAsync(string name, ulong maxRelease, ulong capacity, ulong refillPerSecond, ulong holdThreshold = ulong.MaxValue)
    {
        using var payer = new Ed25519Key(Keccak256.Hash("payer").ToArray());
        using var deployer = Deployer(payer);
        var mint = await deployer.CreateWrappedMintAsync(AssetId.Of(TransferBuilder.Bridge, TransferBuilder.Evm, TransferBuilder.EvmAccount(name)), 6, default);
        var id = await deployer.RegisterWrappedAsync(mint, TransferBuilder.Evm, TransferBuilder.EvmAccount(name), 6, default);
        if (maxRelease > 0) await deployer.SetLimitsAsync(id, new(maxRelease, capacity, refillPerSecond, holdThreshold), default);
        return Asset(name, (id, mint), TransferBuilder.Evm, 6);
    }

    /// <summary>A mint of the bridge's that is not listed yet.</summary>
    public async Task<SolanaAddress> AddMintAsync()
    {
        using var payer = new Ed25519Key(Keccak256.Hash("payer").ToArray());
        using var deployer = Deployer(payer);
        return await deployer.CreateWrappedMintAsync(AssetId.From(Bytes32.From(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))), 6, default);
    }

    /// <summary>A user with lamports and tokens of the custody asset.</summary>
    public async Task<IWallet> AddUserAsync(string name, ulong tokens, ulong lamports = 10_000_000_000)
    {
        using var payer = new Ed25519Key(Keccak256.Hash("payer").ToArray());
        using var deployer = Deployer(payer);
        var seed = Keccak256.Hash(name).ToArray();
        using var user = new Ed25519Key(seed);
        await deployer.AirdropAsync(user.Address, lamports, default);
        if (tokens > 0) await deployer.MintTokensAsync(SolanaAddress.Parse(Custody.SolanaMint), user.Address, tokens, default);
        return Family.Wallet(Node.RpcUrl, seed);
    }

    /// <summary>An owner gives the token account away, to a stranger (SetAuthority).</summary>
    internal Task GiveAwayAsync(Ed25519Key owner, AssetDeployment asset) => SendAsync(owner, new(
        TokenProgram.Id, [AccountMeta.Writable(TokenAccount(owner, asset)), AccountMeta.Signer(owner.Address)],
        [6, 2, 1, .. SolanaAddress.From(TransferBuilder.SolanaAccount("stranger")).ToArray()]));

    /// <summary>An owner closes the token account, which is empty (CloseAccount).</summary>
    internal Task CloseAsync(Ed25519Key owner, AssetDeployment asset) => SendAsync(owner, new(
        TokenProgram.Id, [AccountMeta.Writable(TokenAccount(owner, asset)), AccountMeta.Writable(owner.Address), AccountMeta.Signer(owner.Address)], [9]));

    /// <summary>The first sequence toward Solana that is not consumed.</summary>
    public async Task<ulong> NextReleaseAsync()
    {
        var consumed = await Family.ReleaseReader(Node.RpcUrl).ReadConsumedAsync(TransferBuilder.EvmToSolana, 1, 8000, ReadAt.Latest, default);
        return (ulong)consumed.ToList().LastIndexOf(true) + 2;
    }

    public IWallet UserWallet() => Family.Wallet(Node.RpcUrl, _userSeed);

    /// <summary>A second relayer with a key of its own.</summary>
    public IReleaser OtherReleaser() => Family.Releaser(Node.RpcUrl, _userSeed);

    public IReleaser Releaser() => Family.Releaser(Node.RpcUrl, _relayerSeed);

    public async Task InitializeAsync()
    {
        using var payer = new Ed25519Key(Keccak256.Hash("payer").ToArray());
        using var user = new Ed25519Key(_userSeed);
        using var relayer = new Ed25519Key(_relayerSeed);
        using var program = Ed25519Key.Generate();
        User = user.Address.ToParty();
        var elf = await BuildProgramAsync();
        _node = await SurfpoolNode.StartAsync(50, $"{payer.Address}", $"{user.Address}", $"{relayer.Address}");
        using var deployer = new SolanaDeployer(Node.RpcUrl, TransferBuilder.Bridge, TransferBuilder.Solana, program.Address, payer, TimeProvider.System);
        await deployer.DeployProgramAsync(elf, program, default);
        await deployer.InitialiseAsync(Guardians.Key, Delays, default);
        await deployer.OpenEvmLaneAsync(TransferBuilder.Evm, default);
        foreach (var (name, role) in new[] { ("officer 1", RiskRole.Officer), ("officer 2", RiskRole.Officer), ("officer 3", RiskRole.Officer), ("sentinel", RiskRole.Sentinel) })
        {
            using var person = EcdsaKey.From(Keccak256.Hash(name).ToArray());
            await deployer.GrantAsync(SignerAddress.From(person.EvmAddress()), role, default);
        }

        var mint = await deployer.CreateMintAsync(9, default);
        var custody = await deployer.RegisterCustodyAsync(mint, 6, default);
        var wrappedMint = await deployer.CreateWrappedMintAsync(AssetId.Of(TransferBuilder.Bridge, TransferBuilder.Evm, TransferBuilder.EvmAccount("token")), 6, default);
        var wrapped = await deployer.RegisterWrappedAsync(wrappedMint, TransferBuilder.Evm, TransferBuilder.EvmAccount("token"), 6, default);
        await deployer.SetLimitsAsync(custody, new(1_000_000_000, 10_000_000_000, 1_000_000, ulong.MaxValue), default);
        await deployer.SetLimitsAsync(wrapped, new(1_000_000_000, 10_000_000_000, 1_000_000, ulong.MaxValue), default);
        await deployer.MintTokensAsync(mint, user.Address, UserTokens, default);
        await deployer.RenounceUpgradesAsync(default);
        Deployment = Describe(program.Address, (custody, mint), (wrapped, wrappedMint));
        Family = new(Deployment, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        Family?.Dispose();
        if (_node is not null) await _node.DisposeAsync();
    }

    private static SolanaAddress TokenAccount(Ed25519Key owner, AssetDeployment asset) => TokenProgram.AssociatedAccount(owner.Address, SolanaAddress.Parse(asset.SolanaMint));

    private async Task SendAsync(Ed25519Key signer, Instruction instruction)
    {
        using var handler = new SocketsHttpHandler();
        var sender = new TransactionSender(Through(handler), TimeProvider.System);
        (await sender.SendAsync([blockhash => SolanaTransaction.Sign(blockhash, [instruction], signer)], (_, _) => { }, default))[0].ShouldBeOfType<Delivery.Landed>();
    }

    private SolanaDeployer Deployer(Ed25519Key payer) =>
        new(Node.RpcUrl, TransferBuilder.Bridge, TransferBuilder.Solana, SolanaAddress.Parse(Deployment.Solana.Program), payer, TimeProvider.System);

    private Deployment Describe(SolanaAddress program, (AssetId Id, SolanaAddress Mint) custody, (AssetId Id, SolanaAddress Mint) wrapped) => new()
    {
        Name = "test",
        BridgeId = TransferBuilder.Bridge.ToString(),
        Evm = new() { Chain = TransferBuilder.Evm.Value, EvmChainId = 31337, RpcUrls = [], Vault = "", MarginAccounts = "", FromBlock = 0 },
        Solana = new() { Chain = TransferBuilder.Solana.Value, RpcUrls = [Node.RpcUrl], WebSocketUrl = Node.WebSocketUrl, Program = program.ToString() },
        Assets =
        [
            Asset("SOLT", custody, TransferBuilder.Solana, 9),
            Asset("EVMT", wrapped, TransferBuilder.Evm, 6),
        ],
        Guardians = new() { Epoch = 1, Threshold = 1, GroupKey = Guardians.Key.ToString(), Members = [] },
        RelayerUrls = [],
    };

    private static AssetDeployment Asset(string symbol, (AssetId Id, SolanaAddress Mint) asset, ChainId home, int decimals) => new()
    {
        Symbol = symbol,
        Id = asset.Id.ToString(),
        HomeChain = home.Value,
        CanonicalDecimals = 6,
        EvmToken = "",
        EvmDecimals = 6,
        SolanaMint = asset.Mint.ToString(),
        SolanaDecimals = decimals,
    };

    /// <summary>Builds the program under a lock, since several test projects may do so at once; nothing happens when it is up to date.</summary>
    internal static async Task<byte[]> BuildProgramAsync()
    {
        var folder = RepositoryRoot.Combine("Contracts", "solana");
        var start = new ProcessStartInfo("flock", ["build.sh", "./build.sh"]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEndAsync();
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0) throw new InvalidOperationException($"build.sh failed: {output}{await errors}");
        return await File.ReadAllBytesAsync(Path.Combine(folder, "build", "bridge.so"));
    }
}

[CollectionDefinition(Name)]
public sealed class SolanaBridgeCollection : ICollectionFixture<SolanaBridge>
{
    public const string Name = "one Solana node";
}
