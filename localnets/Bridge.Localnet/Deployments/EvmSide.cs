using System.Numerics;
using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Localnet.Nodes;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Deployments;

/// <summary>Brings the bridge onto the EVM node: vault, margin contract, lane, assets, limits, money for those who need it.</summary>
internal sealed class EvmSide : IDisposable
{
    /// <summary>The chain's number inside the bridge.</summary>
    public static readonly ChainId Chain = ChainId.From(1);

    /// <summary>anvil's EIP-155 chain id.</summary>
    public const ulong EvmChainId = 31_337;

    // How Solana writes addresses, as the vault counts families.
    private const int AnyBytes32 = 2;
    private const int Officer = 1;
    private const int Sentinel = 2;

    private static readonly BigInteger Ether = BigInteger.Pow(10, 18);

    private readonly string _artifacts;
    private readonly NodeRpc _node;
    private readonly EvmDeployer _deployer;

    public EvmSide(string rpcUrl, string artifacts, TimeProvider time)
    {
        (_artifacts, _node) = (artifacts, new(new Uri(rpcUrl), time));
        using var key = EcdsaKey.Generate();
        var secret = new byte[32];
        key.ExportSecret(secret);
        _deployer = new(rpcUrl, EvmChainId, secret, time);
    }

    /// <summary>The vault; known once deployed.</summary>
    public EvmAddress Vault { get; private set; }

    /// <summary>The vault's control; known once deployed. It takes the governor's calls until it is sealed.</summary>
    public EvmAddress Control { get; private set; }

    /// <summary>The margin contract; known once deployed.</summary>
    public EvmAddress MarginAccounts { get; private set; }

    /// <summary>The block from which watchers read.</summary>
    public ulong FromBlock { get; private set; }

    /// <summary>Deploys vault and margin contract under the guardians' key and opens the lane.</summary>
    public async Task DeployAsync(BridgeId bridge, GroupKey groupKey, CancellationToken cancellationToken)
    {
        await FundAsync(_deployer.Address.ToString(), cancellationToken);
        FromBlock = await _deployer.ReadHeightAsync(cancellationToken);
        Vault = await CreateAsync(
            "BridgeVault",
            AbiEncoder.Arguments(
                [AbiValue.Of(bridge.Value), AbiValue.Of(Chain.Value), AbiValue.Of(_deployer.Address), AbiValue.Of(groupKey.X), AbiValue.Of(groupKey.YIsOdd ? 1 : 0), .. Seconds(RiskStaff.Delays)]),
            cancellationToken);
        Control = await ReadAddressAsync(AbiEncoder.Call("control()"), cancellationToken);
        MarginAccounts = await CreateAsync("MarginAccounts", AbiEncoder.Arguments(AbiValue.Of(Vault)), cancellationToken);
        await CallAsync(Control, AbiEncoder.Call("setMarginAccounts(address)", AbiValue.Of(MarginAccounts)), cancellationToken);
        await CallAsync(Control, AbiEncoder.Call("openLane(uint16,uint8)", AbiValue.Of(SolanaSide.Chain.Value), AbiValue.Of(AnyBytes32)), cancellationToken);
    }

    /// <summary>Hands the bridge over to its risk staff and ends the deployer's power.</summary>
    public async Task SealAsync(RiskStaff staff, CancellationToken cancellationToken)
    {
        foreach (var officer in staff.Officers) await GrantAsync(officer, Officer, cancellationToken);
        foreach (var sentinel in staff.Sentinels) await GrantAsync(sentinel, Sentinel, cancellationToken);
        await CallAsync(Control, AbiEncoder.Call("seal()"), cancellationToken);
    }

    /// <summary>Gives native currency to an account.</summary>
    public Task FundAsync(string account, CancellationToken cancellationToken) =>
        _node.CallAsync("anvil_setBalance", [account, "0x" + (1_000 * Ether).ToString("x").TrimStart('0')], cancellationToken);

    /// <summary>Makes the token of an asset that lives here, and gives alice some.</summary>
    public async Task<EvmAddress> CreateHomeTokenAsync(AssetPlan asset, EvmAddress alice, CancellationToken cancellationToken)
    {
        var token = await CreateAsync("TestToken", AbiEncoder.Arguments(AbiValue.Of(asset.Name), AbiValue.Of(asset.Symbol), AbiValue.Of(asset.EvmDecimals)), cancellationToken);
        await MintAsync(token, alice, asset.AliceHas, asset.EvmDecimals, cancellationToken);
        return token;
    }

    /// <summary>Makes whole tokens of an asset that lives here.</summary>
    public Task MintAsync(EvmAddress token, EvmAddress owner, ulong tokens, int decimals, CancellationToken cancellationToken) =>
        CallAsync(token, AbiEncoder.Call("mint(address,uint256)", AbiValue.Of(owner), AbiValue.Of(tokens * BigInteger.Pow(10, decimals))), cancellationToken);

    /// <summary>Registers an asset that lives here, with its limits.</summary>
    public async Task RegisterHomeAsync(AssetPlan asset, EvmAddress token, CancellationToken cancellationToken)
    {
        await CallAsync(Control, AbiEncoder.Call("registerCustody(address,uint8)", AbiValue.Of(token), AbiValue.Of(asset.CanonicalDecimals)), cancellationToken);
        await SetLimitsAsync(asset, token, cancellationToken);
    }

    /// <summary>Makes and registers the wrapped form of an asset that lives on Solana, with its limits.</summary>
    public async Task<EvmAddress> RegisterWrappedAsync(BridgeId bridge, AssetPlan asset, PartyAddress homeToken, CancellationToken cancellationToken)
    {
        await CallAsync(
            Control,
            AbiEncoder.Call(
                "registerMint(uint16,bytes32,uint8,uint8,string,string)",
                AbiValue.Of(SolanaSide.Chain.Value), AbiValue.Of(homeToken.Value), AbiValue.Of(asset.EvmDecimals), AbiValue.Of(asset.CanonicalDecimals),
                AbiValue.Of($"{asset.Name} (bridged)"), AbiValue.Of(asset.Symbol)),
            cancellationToken);
        var id = AssetId.Of(bridge, SolanaSide.Chain, homeToken);
        var token = await ReadAddressAsync(AbiEncoder.Call("tokenOf(bytes32)", AbiValue.Of(id.Value)), cancellationToken);
        await SetLimitsAsync(asset, token, cancellationToken);
        return token;
    }

    public void Dispose()
    {
        _deployer.Dispose();
        _node.Dispose();
    }

    private Task<string> SetLimitsAsync(AssetPlan asset, EvmAddress token, CancellationToken cancellationToken) => CallAsync(
        Control,
        AbiEncoder.Call(
            "setLimits(address,uint64,uint64,uint64,uint64)",
            AbiValue.Of(token), AbiValue.Of(asset.MaxRelease), AbiValue.Of(asset.Capacity), AbiValue.Of(asset.RefillPerSecond), AbiValue.Of(asset.HoldThreshold)),
        cancellationToken);

    private Task<string> GrantAsync(SignerAddress account, int role, CancellationToken cancellationToken) =>
        CallAsync(Control, AbiEncoder.Call("grantRole(address,uint8)", AbiValue.Of(EvmAddress.Parse(account.ToString())), AbiValue.Of(role)), cancellationToken);

    private async Task<EvmAddress> ReadAddressAsync(byte[] call, CancellationToken cancellationToken) =>
        EvmAddress.From(PartyAddress.From(Bytes32.From(await _deployer.ReadAsync(Vault, call, cancellationToken))));

    // In the order of the vault's constructor.
    private static AbiValue[] Seconds(RiskDelays delays) =>
    [
        .. new[] { delays.Loosen, delays.ExecuteWindow, delays.HoldMinAge, delays.Refund, delays.Rotation, delays.RotationOverlap }
            .Select(delay => AbiValue.Of((long)delay.TotalSeconds)),
    ];

    private Task<string> CallAsync(EvmAddress to, byte[] data, CancellationToken cancellationToken) => _deployer.CallAsync(to, data, cancellationToken);

    private Task<EvmAddress> CreateAsync(string contract, byte[] arguments, CancellationToken cancellationToken) =>
        _deployer.DeployAsync(Path.Combine(_artifacts, $"{contract}.sol", $"{contract}.json"), arguments, cancellationToken);
}
