using Bridge.Chains.Deploying;
using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;

namespace Bridge.Localnet.Deployments;

/// <summary>Brings the bridge onto the Solana node as any deployment does, and what a test network needs besides: tokens, and money for those who need it.</summary>
internal sealed class SolanaSide : IDisposable
{
    /// <summary>The chain's number inside the bridge.</summary>
    public static readonly ChainId Chain = ChainId.From(2);

    private const ulong Sol = 1_000_000_000;

    private readonly TimeProvider _time;
    private readonly Ed25519Key _programKey = Ed25519Key.Generate();
    private readonly Ed25519Key _payer = Ed25519Key.Generate();
    private readonly SolanaDeployer _deployer;

    public SolanaSide(string rpcUrl, BridgeId bridge, TimeProvider time) => (_time, _deployer) = (time, new(rpcUrl, bridge, Chain, _programKey.Address, _payer, time));

    /// <summary>Gives the deployer money.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => FundAsync(_payer.Address.ToString(), cancellationToken);

    /// <summary>Deploys everything, sealed.</summary>
    public async Task<ChainManifest> InstallAsync(DeploymentPlan plan, string programPath, CancellationToken cancellationToken)
    {
        using var installer = new SolanaInstaller(plan, _payer, _programKey, _time, report: _ => { });
        return await installer.RunAsync(await File.ReadAllBytesAsync(programPath, cancellationToken), cancellationToken);
    }

    /// <summary>Gives native currency to an account.</summary>
    public Task FundAsync(string account, CancellationToken cancellationToken) => _deployer.AirdropAsync(SolanaAddress.Parse(account), 100 * Sol, cancellationToken);

    /// <summary>Makes the token of an asset that lives here, and gives alice some.</summary>
    public async Task<SolanaAddress> CreateHomeTokenAsync(AssetPlan asset, SolanaAddress alice, CancellationToken cancellationToken)
    {
        var mint = await _deployer.CreateMintAsync(asset.SolanaDecimals, cancellationToken);
        await MintAsync(mint, alice, asset.AliceHas, asset.SolanaDecimals, cancellationToken);
        return mint;
    }

    /// <summary>Makes whole tokens of an asset that lives here.</summary>
    public Task MintAsync(SolanaAddress mint, SolanaAddress owner, ulong tokens, int decimals, CancellationToken cancellationToken) =>
        _deployer.MintTokensAsync(mint, owner, checked(tokens * (ulong)Math.Pow(10, decimals)), cancellationToken);

    public void Dispose()
    {
        _deployer.Dispose();
        _payer.Dispose();
        _programKey.Dispose();
    }
}
