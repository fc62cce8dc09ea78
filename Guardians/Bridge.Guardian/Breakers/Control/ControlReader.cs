using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Guardian.Breakers.Control;

/// <summary>Reads the control plane of one chain through one source.</summary>
/// <param name="risk">Levels, roles, delays, schedule.</param>
/// <param name="keys">The key in force.</param>
/// <param name="rotator">The key that waits; nothing is sent with it.</param>
/// <param name="accounts">Limits.</param>
/// <param name="assets">The deployment's assets.</param>
/// <param name="scopes">Whose levels.</param>
public sealed class ControlReader(
    IRiskReader risk, IGuardianKeyReader keys, IKeyRotator rotator, IAccountReader? accounts, IReadOnlyList<AssetDeployment> assets, IReadOnlyList<RiskScope> scopes)
{
    /// <summary>The chain it reads.</summary>
    public ChainId Chain => risk.Chain;

    /// <summary>The newest state, with the nonces of <paramref name="known"/> keys that may have lost their role.</summary>
    /// <exception cref="ChainReadException">It cannot say.</exception>
    public async Task<ControlState> ReadAsync(IReadOnlyCollection<string> known, CancellationToken cancellationToken)
    {
        var key = await keys.ReadAsync(ReadAt.Latest, cancellationToken);
        var levels = new SortedDictionary<string, BreakerLevel>(
            (await risk.ReadLevelsAsync(scopes, cancellationToken)).ToDictionary(level => level.Key.ToString(), level => level.Value), StringComparer.Ordinal);
        var limits = new SortedDictionary<string, ulong[]>(StringComparer.Ordinal);
        foreach (var asset in accounts is null ? [] : assets)
        {
            var read = await accounts!.ReadLimitsAsync(asset, cancellationToken);
            limits[asset.Id] = [read.MaxRelease, read.Capacity, read.RefillPerSecond, read.HoldThreshold];
        }

        var delays = await risk.ReadDelaysAsync(cancellationToken);
        var roles = new SortedDictionary<string, RiskRole>((await risk.ReadRolesAsync(cancellationToken)).ToDictionary(holder => holder.Account.ToString(), holder => holder.Role), StringComparer.Ordinal);
        foreach (var account in known.Except(roles.Keys))
        {
            // SECURITY: some chains find who has a role by events; one that the state still shows and the events do not was withheld, which is no change of power (M74).
            var role = await risk.ReadRoleAsync(SignerAddress.Parse(account), cancellationToken);
            if (role != RiskRole.None) throw new ChainReadException(ChainReadFailure.Invalid, $"{account} is {role} on chain {Chain}, and the source leaves it out of those who have a role");
        }

        // SECURITY: what stands behind a change is asked for after it, or an honest one would show without.
        var nonces = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var account in roles.Keys.Union(known)) nonces[account] = await risk.ReadLastNonceAsync(SignerAddress.Parse(account), cancellationToken);
        var scheduled = new SortedDictionary<string, Proposal>(StringComparer.Ordinal);
        foreach (var action in await risk.ReadScheduledActionsAsync(cancellationToken)) scheduled[action.Digest.ToString()] = new(action.Action, action.ReadyAt, action.Until);
        var pending = await rotator.ReadPendingAsync(cancellationToken);
        return new()
        {
            Levels = levels,
            Roles = roles,
            Limits = limits,
            Delays = delays,
            Key = Text(key.Epoch, key.Key),
            PendingKey = pending is null ? null : Text(pending.Epoch, pending.Key),
            Nonces = nonces,
            Scheduled = scheduled,
        };
    }

    private static string Text(GuardianEpoch epoch, GroupKey key) => $"{key} of epoch {epoch}";
}
