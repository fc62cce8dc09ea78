using Bridge.Chains.Deploying;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Risk;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Deploying;

/// <summary>
/// Brings a bridge onto a Solana chain as a plan asks for it: program, configuration, lane, assets with limits, the end of upgrades, roles, seal. Every step
/// first looks whether it is done, on the chain, and nothing is remembered elsewhere: keys of what has to be created follow from the payer's. Whatever
/// interrupts it, running it again goes on where it stopped, and once all is done it sends nothing.
/// </summary>
/// <remarks>At the end everything the chain shows is compared with the plan, field by field; a difference is a failure, whoever made it.</remarks>
public sealed class SolanaInstaller : IDisposable
{
    private readonly DeploymentPlan _plan;
    private readonly Ed25519Key _programKey;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private readonly JsonRpcClient _node;
    private readonly SolanaRpc _rpc;
    private readonly BridgeAddresses _addresses;
    private readonly SolanaDeployer _deployer;

    /// <summary>Prepares a deployment.</summary>
    /// <param name="plan">What it is to become.</param>
    /// <param name="payer">Pays, and governs until the seal. Its owner disposes it.</param>
    /// <param name="programKey">Key of the program's address. Its owner disposes it.</param>
    /// <param name="time">Clock.</param>
    /// <param name="report">Told about each step, in words; one call at a time.</param>
    public SolanaInstaller(DeploymentPlan plan, Ed25519Key payer, Ed25519Key programKey, TimeProvider time, Action<string> report)
    {
        (_plan, _programKey, _time, _report) = (plan, programKey, time, OneAtATime.Of(report));
        _node = new(plan.Solana.RpcUrl, time);
        _rpc = new(_node);
        _addresses = new(programKey.Address);
        _deployer = new(plan.Solana.RpcUrl, plan.Bridge, ChainId.From(plan.Solana.Chain), programKey.Address, payer, time);
    }

    /// <summary>Does what is not done yet.</summary>
    /// <param name="elf">The linked program.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The chain as it is now.</returns>
    /// <exception cref="DeploymentException">The chain is not as planned.</exception>
    /// <exception cref="SolanaDeploymentException">The chain refuses a step.</exception>
    public async Task<ChainManifest> RunAsync(ReadOnlyMemory<byte> elf, CancellationToken cancellationToken)
    {
        await ProgramAsync(elf, cancellationToken);
        if (await AccountAsync(_addresses.Config, cancellationToken) is null)
        {
            await _deployer.InitialiseAsync(_plan.Key, _plan.Delays.ToDelays(), cancellationToken);
            _report("initialised under the guardians' key");
        }

        if ((await ConfigAsync(cancellationToken)).Governor.ToArray().AsSpan().ContainsAnyExcept((byte)0)) await SetUpAsync(cancellationToken);
        else _report("sealed already: nothing is sent, only compared");

        using var inspector = new SolanaInspector(_plan.Solana.RpcUrl, _time);
        var actual = await inspector.ReadAsync(_addresses.Program, cancellationToken);
        // SECURITY: what is handed over is what was planned, and nothing besides (W9).
        var differences = ManifestDifferences.Between("solana", PlannedChain.Solana(_plan, actual), actual);
        return differences.Count == 0 ? actual : throw new DeploymentException($"the chain is not as planned: {string.Join("; ", differences)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deployer.Dispose();
        _node.Dispose();
    }

    private async Task ProgramAsync(ReadOnlyMemory<byte> elf, CancellationToken cancellationToken)
    {
        var code = await AccountAsync(LoaderProgram.ProgramData(_addresses.Program), cancellationToken);
        if (code is null)
        {
            await _deployer.DeployProgramAsync(elf, _programKey, cancellationToken);
            _report($"program: {_addresses.Program}");
            return;
        }

        // SECURITY: what runs there is the code that was reviewed.
        if (!ProgramCode.Read(code, _addresses.Program).Elf.AsSpan().SequenceEqual(elf.Span)) throw new DeploymentException($"{_addresses.Program} is another program than the one that was built");
        _report($"program: {_addresses.Program}, there already");
    }

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        var other = ChainId.From(_plan.Evm.Chain);
        var risk = await RiskAsync(cancellationToken);
        if (!risk.OpenLanes.Contains(other))
        {
            await _deployer.OpenEvmLaneAsync(other, cancellationToken);
            _report($"lane to chain {other}");
        }

        // None of these needs another one: they share slots. Only the seal comes after all of them.
        await Task.WhenAll(
        [
            RenounceUpgradesAsync(cancellationToken),
            .. _plan.Assets.Select(asset => AssetAsync(asset, cancellationToken)),
            .. _plan.Officers.Select(officer => GrantAsync(risk, SignerAddress.Parse(officer), RiskRole.Officer, cancellationToken)),
            .. _plan.Sentinels.Select(sentinel => GrantAsync(risk, SignerAddress.Parse(sentinel), RiskRole.Sentinel, cancellationToken)),
        ]);
        await _deployer.SealAsync(cancellationToken);
        _report("sealed: from now on two officers and a delay loosen");
    }

    private async Task RenounceUpgradesAsync(CancellationToken cancellationToken)
    {
        if (ProgramCode.Read(await AccountAsync(LoaderProgram.ProgramData(_addresses.Program), cancellationToken), _addresses.Program).Authority is null) return;
        await _deployer.RenounceUpgradesAsync(cancellationToken);
        _report("upgrades renounced");
    }

    private async Task AssetAsync(PlannedAsset asset, CancellationToken cancellationToken)
    {
        var id = asset.Id(_plan);
        if (await AccountAsync(_addresses.Asset(id), cancellationToken) is null)
        {
            if (asset.IsEvmHome(_plan))
            {
                var mint = await _deployer.CreateWrappedMintAsync(id, asset.SolanaDecimals, cancellationToken);
                await _deployer.RegisterWrappedAsync(mint, ChainId.From(asset.HomeChain), asset.Home(_plan), asset.CanonicalDecimals, cancellationToken);
            }
            else
            {
                await _deployer.RegisterCustodyAsync(SolanaAddress.Parse(asset.HomeToken), asset.CanonicalDecimals, cancellationToken);
            }

            _report($"asset {asset.Symbol}");
        }

        var account = await AccountAsync(_addresses.Asset(id), cancellationToken) ?? throw new DeploymentException($"asset {asset.Symbol} is not there after it was registered");
        var state = new BridgeState(_addresses).Asset(account, id);
        if (state.AsSet == asset.Limits) return;
        await _deployer.SetLimitsAsync(id, asset.Limits, cancellationToken);
        _report($"limits of {asset.Symbol}");
    }

    private async Task GrantAsync(ConfigRisk risk, SignerAddress account, RiskRole role, CancellationToken cancellationToken)
    {
        if (risk.Role(account).Role == role) return;
        await _deployer.GrantAsync(account, role, cancellationToken);
        _report($"{role} {account}");
    }

    private async Task<ConfigState> ConfigAsync(CancellationToken cancellationToken) => new BridgeState(_addresses).Config(await RequiredConfigAsync(cancellationToken));

    private async Task<ConfigRisk> RiskAsync(CancellationToken cancellationToken) => new(await RequiredConfigAsync(cancellationToken), _addresses);

    private async Task<SolanaAccount> RequiredConfigAsync(CancellationToken cancellationToken) =>
        await AccountAsync(_addresses.Config, cancellationToken) ?? throw new DeploymentException("the config account is not there after it was initialised");

    private async Task<SolanaAccount?> AccountAsync(SolanaAddress address, CancellationToken cancellationToken) => (await _rpc.GetAccountAsync(address, Commitment.Confirmed, cancellationToken)).Account;
}
