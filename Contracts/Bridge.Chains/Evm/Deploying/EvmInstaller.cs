using Bridge.Chains.Deploying;
using Bridge.Chains.Evm.Abi;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Deploying;

/// <summary>
/// Brings a bridge onto an EVM chain as a plan asks for it: vault and margin contract, lane, assets with limits, roles, seal. Every step first looks whether it
/// is done, on the chain, and nothing is remembered elsewhere: whatever interrupts it, running it again goes on where it stopped, and once all is done it
/// sends nothing.
/// </summary>
/// <remarks>At the end everything the chain shows is compared with the plan, field by field; a difference is a failure, whoever made it.</remarks>
public sealed class EvmInstaller
{
    private const int Officer = 1;
    private const int Sentinel = 2;

    private readonly DeploymentPlan _plan;
    private readonly EvmDeployer _deployer;
    private readonly string _artifacts;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;

    /// <summary>Prepares a deployment.</summary>
    /// <param name="plan">What it is to become.</param>
    /// <param name="deployer">The account that pays and governs until the seal; its owner disposes it.</param>
    /// <param name="artifacts">Folder of the compiled contracts (<c>Contracts/evm/out</c>).</param>
    /// <param name="time">Clock.</param>
    /// <param name="report">Told about each step, in words; one call at a time.</param>
    public EvmInstaller(DeploymentPlan plan, EvmDeployer deployer, string artifacts, TimeProvider time, Action<string> report) =>
        (_plan, _deployer, _artifacts, _time, _report) = (plan, deployer, artifacts, time, OneAtATime.Of(report));

    /// <summary>Does what is not done yet.</summary>
    /// <returns>The chain as it is now.</returns>
    /// <exception cref="DeploymentException">It cannot go on, or the chain is not as planned.</exception>
    public async Task<ChainManifest> RunAsync(CancellationToken cancellationToken)
    {
        var network = await _deployer.ReadChainIdAsync(cancellationToken);
        // SECURITY: a plan for one network is not carried out on another.
        if (network != _plan.Evm.EvmChainId) throw new DeploymentException($"the node is of chain {network} and the plan is for {_plan.Evm.EvmChainId}");
        var height = await _deployer.ReadHeightAsync(cancellationToken);
        var (vault, isNew) = await VaultAsync(cancellationToken);
        var control = await AddressAsync(vault, "control()", cancellationToken);
        if (await WordAsync(control, AbiEncoder.Call("governor()"), cancellationToken) is { IsZero: false } governor)
        {
            if (EvmAddress.From(PartyAddress.From(governor)) != _deployer.Address) throw new DeploymentException($"{EvmAddress.From(PartyAddress.From(governor))} governs {vault}, not {_deployer.Address}");
            await SetUpAsync(vault, control, cancellationToken);
        }
        else
        {
            _report("sealed already: nothing is sent, only compared");
        }

        foreach (var (name, artifact) in new[] { ("control", "RiskControl"), ("marginAccounts", "MarginAccounts") })
        {
            var address = await AddressAsync(vault, $"{name}()", cancellationToken);
            // SECURITY: every part is the code that was reviewed.
            if (!await _deployer.IsAsync(address, Artifact(artifact), cancellationToken)) throw new DeploymentException($"{address}, the vault's {name}, was not compiled from {artifact}");
        }

        using var inspector = new EvmInspector(_plan.Evm.RpcUrl, _time);
        var actual = await inspector.ReadAsync(vault, isNew ? height : _plan.Evm.FromBlock, cancellationToken);
        // SECURITY: what is handed over is what was planned, and nothing besides (W9).
        var differences = ManifestDifferences.Between("evm", PlannedChain.Evm(_plan, actual), actual);
        return differences.Count == 0 ? actual : throw new DeploymentException($"the chain is not as planned: {string.Join("; ", differences)}");
    }

    private async Task<(EvmAddress Vault, bool IsNew)> VaultAsync(CancellationToken cancellationToken)
    {
        if (await _deployer.FindCreatedAsync(Artifact("BridgeVault"), async found => await WordAsync(found, AbiEncoder.Call("bridgeId()"), cancellationToken) == _plan.Bridge.Value, cancellationToken) is { } there)
        {
            _report($"vault: {there}, there already");
            return (there, false);
        }

        var delays = _plan.Delays;
        AbiValue[] arguments =
        [
            AbiValue.Of(_plan.Bridge.Value), AbiValue.Of(_plan.Evm.Chain), AbiValue.Of(_deployer.Address), AbiValue.Of(_plan.Key.X), AbiValue.Of(_plan.Key.YIsOdd ? 1 : 0),
            .. new[] { delays.Loosen, delays.ExecuteWindow, delays.HoldMinAge, delays.Refund, delays.Rotation, delays.RotationOverlap }.Select(seconds => AbiValue.Of(seconds)),
        ];
        var vault = await _deployer.DeployAsync(Artifact("BridgeVault"), AbiEncoder.Arguments(arguments), cancellationToken);
        _report($"vault: {vault}");
        return (vault, true);
    }

    private async Task SetUpAsync(EvmAddress vault, EvmAddress control, CancellationToken cancellationToken)
    {
        await MarginAsync(vault, control, cancellationToken);
        // None of these needs another one: they share blocks. Only the seal comes after all of them.
        await Task.WhenAll(
        [
            DoAsync(
                $"lane to chain {_plan.Solana.Chain}", vault, AbiEncoder.Call("isLaneOpen(uint16)", AbiValue.Of(_plan.Solana.Chain)),
                control, AbiEncoder.Call("openLane(uint16,uint8)", AbiValue.Of(_plan.Solana.Chain), AbiValue.Of(PlannedChain.AnyBytes32)), cancellationToken),
            .. _plan.Assets.Select(asset => AssetAsync(asset, vault, control, cancellationToken)),
            .. _plan.Officers.Select(officer => GrantAsync(control, officer, Officer, cancellationToken)),
            .. _plan.Sentinels.Select(sentinel => GrantAsync(control, sentinel, Sentinel, cancellationToken)),
        ]);
        await _deployer.CallAsync(control, AbiEncoder.Call("seal()"), cancellationToken);
        _report("sealed: from now on two officers and a delay loosen");
    }

    private async Task MarginAsync(EvmAddress vault, EvmAddress control, CancellationToken cancellationToken)
    {
        if (!(await WordAsync(vault, AbiEncoder.Call("marginAccounts()"), cancellationToken)).IsZero) return;
        // Created and not named yet, perhaps.
        var margin = await _deployer.FindCreatedAsync(Artifact("MarginAccounts"), async found => await AddressAsync(found, "vault()", cancellationToken) == vault, cancellationToken)
            ?? await _deployer.DeployAsync(Artifact("MarginAccounts"), AbiEncoder.Arguments(AbiValue.Of(vault)), cancellationToken);
        await _deployer.CallAsync(control, AbiEncoder.Call("setMarginAccounts(address)", AbiValue.Of(margin)), cancellationToken);
        _report($"margin accounts: {margin}");
    }

    private async Task AssetAsync(PlannedAsset asset, EvmAddress vault, EvmAddress control, CancellationToken cancellationToken)
    {
        var id = asset.Id(_plan);
        var register = asset.IsEvmHome(_plan)
            ? AbiEncoder.Call("registerCustody(address,uint8)", AbiValue.Of(EvmAddress.Parse(asset.HomeToken)), AbiValue.Of(asset.CanonicalDecimals))
            : AbiEncoder.Call(
                "registerMint(uint16,bytes32,uint8,uint8,string,string)",
                AbiValue.Of(asset.HomeChain), AbiValue.Of(asset.Home(_plan).Value), AbiValue.Of(asset.EvmDecimals), AbiValue.Of(asset.CanonicalDecimals), AbiValue.Of(asset.Name), AbiValue.Of(asset.Symbol));
        var tokenOf = AbiEncoder.Call("tokenOf(bytes32)", AbiValue.Of(id.Value));
        await DoAsync($"asset {asset.Symbol}", vault, tokenOf, control, register, cancellationToken);
        var token = EvmAddress.From(PartyAddress.From(await WordAsync(vault, tokenOf, cancellationToken)));
        var limits = asset.Limits;
        AbiValue[] values = [AbiValue.Of(limits.MaxRelease), AbiValue.Of(limits.Capacity), AbiValue.Of(limits.RefillPerSecond), AbiValue.Of(limits.HoldThreshold)];
        var now = await _deployer.ReadAsync(vault, AbiEncoder.Call("limits(address)", AbiValue.Of(token)), cancellationToken);
        if (now.AsSpan().SequenceEqual(AbiEncoder.Arguments(values))) return;
        await _deployer.CallAsync(control, AbiEncoder.Call("setLimits(address,uint64,uint64,uint64,uint64)", [AbiValue.Of(token), .. values]), cancellationToken);
        _report($"limits of {asset.Symbol}");
    }

    private async Task GrantAsync(EvmAddress control, string account, int role, CancellationToken cancellationToken)
    {
        var address = AbiValue.Of(EvmAddress.Parse(account));
        await DoAsync(
            $"{(role == Officer ? "officer" : "sentinel")} {account}", control, AbiEncoder.Call("role(address)", address),
            control, AbiEncoder.Call("grantRole(address,uint8)", address, AbiValue.Of(role)), cancellationToken);
    }

    /// <summary>Calls, unless a view says that it is done: anything but zero.</summary>
    private async Task DoAsync(string step, EvmAddress viewer, byte[] view, EvmAddress to, byte[] call, CancellationToken cancellationToken)
    {
        if (!(await WordAsync(viewer, view, cancellationToken)).IsZero) return;
        await _deployer.CallAsync(to, call, cancellationToken);
        _report(step);
    }

    private async Task<EvmAddress> AddressAsync(EvmAddress to, string view, CancellationToken cancellationToken) =>
        EvmAddress.From(PartyAddress.From(await WordAsync(to, AbiEncoder.Call(view), cancellationToken)));

    private async Task<Bytes32> WordAsync(EvmAddress to, byte[] call, CancellationToken cancellationToken) => Bytes32.From(await _deployer.ReadAsync(to, call, cancellationToken));

    private string Artifact(string contract) => Path.Combine(_artifacts, $"{contract}.sol", $"{contract}.json");
}
