using System.Numerics;
using Bridge.Chains.Deploying;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Deploying;
using Bridge.Localnet.Nodes;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Localnet.Deployments;

/// <summary>Brings the bridge onto the EVM node as any deployment does, and what a test network needs besides: tokens, and money for those who need it.</summary>
internal sealed class EvmSide : IDisposable
{
    /// <summary>The chain's number inside the bridge.</summary>
    public static readonly ChainId Chain = ChainId.From(1);

    /// <summary>anvil's EIP-155 chain id.</summary>
    public const ulong EvmChainId = 31_337;

    private static readonly BigInteger Ether = BigInteger.Pow(10, 18);

    private readonly string _artifacts;
    private readonly TimeProvider _time;
    private readonly NodeRpc _node;
    private readonly EvmDeployer _deployer;

    public EvmSide(string rpcUrl, string artifacts, TimeProvider time)
    {
        (_artifacts, _time, _node) = (artifacts, time, new(new Uri(rpcUrl), time));
        using var key = EcdsaKey.Generate();
        var secret = new byte[32];
        key.ExportSecret(secret);
        _deployer = new(rpcUrl, EvmChainId, secret, time);
    }

    /// <summary>Gives the deployer money.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => FundAsync(_deployer.Address.ToString(), cancellationToken);

    /// <summary>Deploys everything, sealed.</summary>
    public Task<ChainManifest> InstallAsync(DeploymentPlan plan, CancellationToken cancellationToken) =>
        new EvmInstaller(plan, _deployer, _artifacts, _time, report: _ => { }).RunAsync(cancellationToken);

    /// <summary>Gives native currency to an account.</summary>
    public Task FundAsync(string account, CancellationToken cancellationToken) =>
        _node.CallAsync("anvil_setBalance", [account, "0x" + (1_000 * Ether).ToString("x").TrimStart('0')], cancellationToken);

    /// <summary>Makes the token of an asset that lives here, and gives alice some.</summary>
    public async Task<EvmAddress> CreateHomeTokenAsync(AssetPlan asset, EvmAddress alice, CancellationToken cancellationToken)
    {
        var token = await _deployer.DeployAsync(
            Path.Combine(_artifacts, "TestToken.sol", "TestToken.json"), AbiEncoder.Arguments(AbiValue.Of(asset.Name), AbiValue.Of(asset.Symbol), AbiValue.Of(asset.EvmDecimals)), cancellationToken);
        await MintAsync(token, alice, asset.AliceHas, asset.EvmDecimals, cancellationToken);
        return token;
    }

    /// <summary>Makes whole tokens of an asset that lives here.</summary>
    public Task MintAsync(EvmAddress token, EvmAddress owner, ulong tokens, int decimals, CancellationToken cancellationToken) =>
        _deployer.CallAsync(token, AbiEncoder.Call("mint(address,uint256)", AbiValue.Of(owner), AbiValue.Of(tokens * BigInteger.Pow(10, decimals))), cancellationToken);

    public void Dispose()
    {
        _deployer.Dispose();
        _node.Dispose();
    }
}
