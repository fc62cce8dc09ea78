using System.Globalization;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Tests.Simulation;

/// <summary>
/// Many signing sessions under random faults: groups of 2 to 10, any number of liars, messages lost, late, repeated, spoofed and in any order. Signers are
/// models, so that a million take a minute:
/// <c>FROST_SIMULATED_SESSIONS=1000000 dotnet test tests/Bridge.Frost.Tests --filter RoastSimulation</c>.
/// </summary>
public sealed class RoastSimulation(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly int Wanted = int.Parse(Environment.GetEnvironmentVariable("FROST_SIMULATED_SESSIONS") ?? "20000", CultureInfo.InvariantCulture);

    [Fact]
    public void Sessions_UnderRandomFaults_NeverReuseANonceNorBlameTheInnocent()
    {
        var (sessions, runs, signed, blamed, messages) = (0L, 0L, 0L, 0L, 0L);
        while (sessions < Wanted)
        {
            var run = new SimulatedRun(seed: (ulong)++runs);
            run.Play();
            sessions += run.Sessions;
            messages += run.Messages;
            blamed += run.Blamed;
            if (run.IsSigned) signed++;
        }

        blamed.ShouldBeGreaterThan(0);
        signed.ShouldBeInRange(1, runs - 1);
        output.WriteLine($"{sessions:N0} sessions in {runs:N0} runs, {signed:N0} signed, {messages:N0} messages, {blamed:N0} liars named, none wrongly, no nonce used twice");
    }
}
