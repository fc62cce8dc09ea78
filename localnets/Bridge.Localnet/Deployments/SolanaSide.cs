using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;

namespace Bridge.Localnet.Deployments;

/// <summary>Brings the bridge onto the Solana node: program, lane, assets, limits, money for those who need it.</summary>
internal sealed class SolanaSide : IDisposable
{
    /// <summary>The chain's number inside the bridge.</summary>
    public static readonly ChainId Chain = ChainId.From(2);

    private const ulong Sol = 1_000_000_000;

    private readonly Ed25519Key _programKey = Ed25519Key.Generate();
    private readonly Ed25519Key _payer = Ed25519Key.Generate();
    private readonly SolanaDeployer _deployer;

    public SolanaSide(string rpcUrl, BridgeId bridge, TimeProvider time) => _deployer = new(rpcUrl, bridge, Chain, _programKey.Address, _payer, time);

    /// <summary>Address of the bridge program.</summary>
    public string Program => _programKey.Address.ToString();

    /// <summary>The account that deployed and governs.</summary>
    public PartyAddress Governor => _payer.Address.ToParty();

    /// <summary>Deploys and initialises the program under the guardians' key, opens the lane, and gives up the right to change the program.</summary>
    public async Task DeployAsync(string programPath, GroupKey groupKey, CancellationToken cancellationToken)
    {
        await _deployer.AirdropAsync(_payer.Address, 100 * Sol, cancellationToken);
        await _deployer.DeployProgramAsync(await File.ReadAllBytesAsync(programPath, cancellationToken), _programKey, cancellationToken);
        await _deployer.InitialiseAsync(groupKey, RiskStaff.Delays, cancellationToken);
        await _deployer.OpenEvmLaneAsync(EvmSide.Chain, cancellationToken);
        await _deployer.RenounceUpgradesAsync(cancellationToken);
    }

    /// <summary>Hands the bridge over to its risk staff and ends the deployer's power.</summary>
    public Task SealAsync(RiskStaff staff, CancellationToken cancellationToken) => _deployer.SealAsync(staff.Officers, staff.Sentinels, cancellationToken);

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

    /// <summary>Registers an asset that lives here, with its limits.</summary>
    public async Task RegisterHomeAsync(AssetPlan asset, SolanaAddress mint, CancellationToken cancellationToken)
    {
        var id = await _deployer.RegisterCustodyAsync(mint, asset.CanonicalDecimals, cancellationToken);
        await SetLimitsAsync(asset, id, cancellationToken);
    }

    /// <summary>Makes and registers the wrapped form of an asset that lives on the EVM chain, with its limits.</summary>
    public async Task<SolanaAddress> RegisterWrappedAsync(AssetPlan asset, PartyAddress homeToken, CancellationToken cancellationToken)
    {
        var mint = await _deployer.CreateWrappedMintAsync(asset.SolanaDecimals, cancellationToken);
        var id = await _deployer.RegisterWrappedAsync(mint, EvmSide.Chain, homeToken, asset.CanonicalDecimals, cancellationToken);
        await SetLimitsAsync(asset, id, cancellationToken);
        return mint;
    }

    private Task SetLimitsAsync(AssetPlan asset, AssetId id, CancellationToken cancellationToken) =>
        _deployer.SetLimitsAsync(id, new(asset.MaxRelease, asset.Capacity, asset.RefillPerSecond, asset.HoldThreshold), cancellationToken);

    public void Dispose()
    {
        _deployer.Dispose();
        _payer.Dispose();
        _programKey.Dispose();
    }
}
