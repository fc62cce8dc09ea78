using Bridge.Observability;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Delivery;
using Bridge.Relayer.Signing;

namespace Bridge.Relayer.Status;

/// <summary>Says how this relayer is. Redis away is a problem worth showing, though transfers still move; levels that people have set on a chain are none.</summary>
internal sealed class HealthReporter(string name, int threshold, GuardianStanding standing, ProblemBoard problems, LevelGate gate)
{
    public RelayerHealth Report()
    {
        var all = new List<string>(problems.Problems);
        var live = standing.LiveCount;
        if (live < threshold) all.Add($"guardians: {live} answer, {threshold} are needed");
        all.AddRange(standing.Excluded.Select(culprit => $"guardian {culprit.Guardian}: caught at {culprit.Fault}, not asked for a while"));
        return new RelayerHealth(name, all.Count == 0, all, live, threshold) { Levels = gate.Halted };
    }
}
