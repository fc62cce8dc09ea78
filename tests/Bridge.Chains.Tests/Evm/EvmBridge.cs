using System.Numerics;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Transactions;
using Bridge.Chains.Rpc;
using Bridge.Chains.Tests.Solana;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.GuardianApi;
using Bridge.Testing;
using Bridge.Testing.Rpc;

namespace Bridge.Chains.Tests.Evm;

/// <summary>The real contracts on a real node, with a group key of one, a home token (6 decimals), one with 18, and a wrapped token.</summary>
public sealed class EvmBridge : IAsyncLifetime
{
    private static readonly EvmFeePolicy Fees = new() { PollEvery = TimeSpan.FromMilliseconds(20) };

    private readonly List<IDisposable> _owned = [];
    private readonly SingleGuardian _guardian = new("evm tests");

    internal AnvilNode Node { get; private set; } = null!;

    internal EvmDeployer Governor { get; private set; } = null!;

    internal EvmChainFamily Family { get; private set; } = null!;

    internal Deployment Deployment { get; private set; } = null!;

    internal EvmAddress Vault { get; private set; }

    internal EvmAddress Control { get; private set; }

    internal AssetDeployment Usdc => Deployment.Assets[0];

    internal AssetDeployment Weth => Deployment.Assets[1];

    internal AssetDeployment Wsol => Deployment.Assets[2];

    internal static Lane Out => TransferBuilder.EvmToSolana;

    internal static Lane In => TransferBuilder.SolanaToEvm;

    internal ILockReader Reader => Family.LockReader(Node.RpcUrl);

    internal IReleaseReader Releases => Family.ReleaseReader(Node.RpcUrl);

    internal IAccountReader Accounts => Family.AccountReader(Node.RpcUrl);

    public async Task InitializeAsync()
    {
        var folder = RepositoryRoot.Combine("Contracts", "evm", "out");
        if (!Directory.Exists(folder)) throw new InvalidOperationException("the contracts are not built: run Contracts/evm/build.sh");
        Node = await AnvilNode.StartAsync();
        Governor = new(Node.RpcUrl, AnvilNode.EvmChainId, AnvilNode.Secret, TimeProvider.System);
        var from = await Governor.ReadHeightAsync(default);
        Vault = await DeployAsync("BridgeVault", AbiValue.Of(TransferBuilder.Bridge.Value), AbiValue.Of(TransferBuilder.Evm.Value), AbiValue.Of(Governor.Address),
            AbiValue.Of(_guardian.Key.X), AbiValue.Of(_guardian.Key.YIsOdd ? 1 : 0),
            AbiValue.Of(60), AbiValue.Of(3600), AbiValue.Of(60), AbiValue.Of(60), AbiValue.Of(60), AbiValue.Of(60));
        Control = EvmAddress.From(PartyAddress.From(Bytes32.From(await Governor.ReadAsync(Vault, AbiEncoder.Call("control()"), default))));
        var margin = await DeployAsync("MarginAccounts", AbiValue.Of(Vault));
        await GovernAsync("setMarginAccounts(address)", AbiValue.Of(margin));
        await GovernAsync("openLane(uint16,uint8)", AbiValue.Of(TransferBuilder.Solana.Value), AbiValue.Of(2));
        var usdc = await HomeTokenAsync("USD Coin", "USDC", 6, 6);
        var weth = await HomeTokenAsync("Ether", "WETH", 18, 8);
        var solMint = TransferBuilder.SolanaAccount("sol mint");
        await GovernAsync("registerMint(uint16,bytes32,uint8,uint8,string,string)", AbiValue.Of(TransferBuilder.Solana.Value), AbiValue.Of(solMint.Value),
            AbiValue.Of(9), AbiValue.Of(9), AbiValue.Of("Wrapped SOL"), AbiValue.Of("wSOL"));
        var wsolId = AssetId.Of(TransferBuilder.Bridge, TransferBuilder.Solana, solMint);
        var wsol = EvmAddress.From(PartyAddress.From(Bytes32.From(await Governor.ReadAsync(Vault, AbiEncoder.Call("tokenOf(bytes32)", AbiValue.Of(wsolId.Value)), default))));
        foreach (var token in (EvmAddress[])[usdc, weth, wsol]) await LimitAsync(token, 1_000_000_000_000, 1_000_000_000_000, 1_000_000);
        Deployment = new()
        {
            Name = "test", BridgeId = TransferBuilder.Bridge.ToString(),
            Evm = new() { Chain = 1, EvmChainId = AnvilNode.EvmChainId, RpcUrls = [Node.RpcUrl], Vault = $"{Vault}", MarginAccounts = $"{margin}", FromBlock = from },
            Solana = new() { Chain = 2, RpcUrls = [], Program = "none" },
            Assets =
            [
                Asset("USDC", AssetId.Of(TransferBuilder.Bridge, TransferBuilder.Evm, usdc.ToParty()), 1, usdc, 6, 6),
                Asset("WETH", AssetId.Of(TransferBuilder.Bridge, TransferBuilder.Evm, weth.ToParty()), 1, weth, 18, 8),
                Asset("wSOL", wsolId, 2, wsol, 9, 9),
            ],
            Guardians = new() { Epoch = 1, Threshold = 1, GroupKey = _guardian.Key.ToString(), Members = [] },
            RelayerUrls = [],
        };
        Family = new(Deployment, TimeProvider.System, fees: Fees);
    }

    public async Task DisposeAsync()
    {
        Family?.Dispose();
        Governor?.Dispose();
        _owned.ForEach(one => one.Dispose());
        if (Node is not null) await Node.DisposeAsync();
    }

    /// <summary>The chain as a node shows it that changes answers: method, parameters, real result.</summary>
    internal EvmChainFamily Through(ScriptedRpcHandler node, Deployment? deployment = null, Finality? finality = null, EvmFeePolicy? fees = null)
    {
        var family = new EvmChainFamily(deployment ?? Deployment, TimeProvider.System, finality, fees ?? Fees, new JsonRpcOptions { Retries = 0 }, () => node);
        _owned.Add(family);
        return family;
    }

    internal static ScriptedRpcHandler InFront() => new(new SocketsHttpHandler());

    /// <summary>A funded account with tokens.</summary>
    internal async Task<(IWallet Wallet, byte[] Secret)> WalletAsync(string name, long usdc = 1_000_000_000, EvmChainFamily? family = null)
    {
        var secret = Keccak256.Hash(name).ToArray();
        var wallet = (family ?? Family).Wallet(Node.RpcUrl, secret);
        var address = EvmAddress.From(wallet.Address);
        await Governor.FundAsync(address, BigInteger.Pow(10, 18), default);
        if (usdc > 0) await MintAsync(Usdc, address, usdc);
        return (wallet, secret);
    }

    internal Task MintAsync(AssetDeployment asset, EvmAddress to, BigInteger amount) =>
        Governor.CallAsync(EvmAddress.Parse(asset.EvmToken), AbiEncoder.Call("mint(address,uint256)", AbiValue.Of(to), AbiValue.Of(amount)), default);

    internal Task LimitAsync(EvmAddress token, ulong maxRelease, ulong capacity, ulong refill, ulong hold = ulong.MaxValue) =>
        GovernAsync(
            "setLimits(address,uint64,uint64,uint64,uint64)",
            AbiValue.Of(token), AbiValue.Of(maxRelease), AbiValue.Of(capacity), AbiValue.Of(refill), AbiValue.Of(hold));

    internal async Task<IReleaser> ReleaserAsync(string name = "relayer", EvmChainFamily? family = null)
    {
        var secret = Keccak256.Hash(name).ToArray();
        using var key = EcdsaKey.From(secret);
        await Governor.FundAsync(EvmAddress.From(key.EvmAddress()), BigInteger.Pow(10, 18), default);
        return (family ?? Family).Releaser(Node.RpcUrl, secret);
    }

    /// <summary>Starts all, each of which sends one transaction, and puts them into one block.</summary>
    internal async Task InOneBlockAsync(params Func<Task>[] actions)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Node.CallAsync("evm_setAutomine", false);
        var running = Task.WhenAll(actions.Select(action => action()));
        while (Convert.ToInt32((string)(await Node.CallAsync("txpool_status"))!["pending"]!, 16) < actions.Length) await Task.Delay(10, limit.Token);
        await Node.MineAsync();
        await Node.CallAsync("evm_setAutomine", true);
        await running;
    }

    internal Transfer Incoming(ulong sequence, ulong amount = 1_000, AssetDeployment? asset = null, TransferKind kind = TransferKind.Wallet) =>
        TransferBuilder.Transfer(sequence, In, amount, kind) with { Asset = AssetId.From(Bytes32.Parse((asset ?? Wsol).Id)) };

    internal Attestation Attest(params Transfer[] transfers) => _guardian.Attest(new TransferBatch(transfers));

    internal GroupSignature SignVoid(Transfer transfer) => Sign(SigningPurpose.Void, transfer);

    internal GroupSignature SignRefund(Transfer transfer) => Sign(SigningPurpose.Refund, transfer);

    /// <summary>Delivers voids and refunds, at the cost of the governor.</summary>
    internal IRefunder Refunder() => Family.Refunder(Node.RpcUrl, AnvilNode.Secret);

    internal LockRequest Request(ulong amount, AssetDeployment? asset = null, bool fromMargin = false) =>
        new(asset ?? Usdc, TransferBuilder.Solana, TransferKind.Wallet, amount, TransferBuilder.SolanaAccount("receiver"), fromMargin);

    internal Task<EvmAddress> DeployAsync(string contract, params AbiValue[] arguments) =>
        Governor.DeployAsync(RepositoryRoot.Combine("Contracts", "evm", "out", contract + ".sol", contract + ".json"), AbiEncoder.Arguments(arguments), default);

    private GroupSignature Sign(SigningPurpose purpose, Transfer transfer) => _guardian.Sign(purpose.Digest(new TransferBatch([transfer]), GuardianEpoch.From(1)));

    private async Task<EvmAddress> HomeTokenAsync(string name, string symbol, int decimals, int canonical)
    {
        var token = await DeployAsync("TestToken", AbiValue.Of(name), AbiValue.Of(symbol), AbiValue.Of(decimals));
        await GovernAsync("registerCustody(address,uint8)", AbiValue.Of(token), AbiValue.Of(canonical));
        return token;
    }

    private async Task GovernAsync(string signature, params AbiValue[] arguments) => await Governor.CallAsync(Control, AbiEncoder.Call(signature, arguments), default);

    private static AssetDeployment Asset(string symbol, AssetId id, ushort home, EvmAddress token, int decimals, int canonical) => new()
    {
        Symbol = symbol, Id = id.ToString(), HomeChain = home, CanonicalDecimals = canonical, EvmToken = token.ToString(), EvmDecimals = decimals, SolanaMint = "none", SolanaDecimals = canonical,
    };
}
