using Bridge.Chains;
using Bridge.Localnet.Deployments;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Demonstrations.Scenarios;

/// <summary>An officer makes a bucket small; a transfer that does not fit waits, with the time when it will, and is released when the bucket has refilled. Two officers undo it.</summary>
internal static class LimitedScenario
{
    private const string Symbol = "JITOSOL";

    public static async Task RunAsync(Stage stage)
    {
        var (asset, evm) = (stage.Asset(Symbol), stage.Chains.Evm);
        var plan = AssetPlan.All.Single(candidate => candidate.Symbol == Symbol);
        ulong Units(decimal tokens) => Stage.Units(asset, tokens);
        await stage.Desk.SignAsync(evm, officer: 1, (chain, nonce, notAfter) => new LowerLimits
        {
            Chain = chain, Nonce = nonce, NotAfter = notAfter, Asset = Stage.IdOf(asset), Limits = new(Units(100), Units(100), Units(5), plan.HoldThreshold),
        }, stage.Stop);
        stage.Say($"{Symbol}: officer 1 lowers the limits on evm at once: a bucket of 100, 5 a second come back");

        var (first, second) = (stage.Plan(Symbol, stage.Chains.Solana, TransferKind.Wallet, Units(70)), stage.Plan(Symbol, stage.Chains.Solana, TransferKind.Wallet, Units(90)));
        await stage.ExactlyAsync(first, async () =>
        {
            var (fits, waits) = (await stage.LockAsync(first), await stage.LockAsync(second));
            await stage.UntilAsync(waits, TransferState.Limited);
            stage.Say($"{Symbol}: {waits.Id} waits: {stage.Now(waits).WaitingFor}");
            await stage.UntilAsync(fits, TransferState.Released);
            await stage.UntilAsync(waits, TransferState.Released);
            stage.Say($"{Symbol}: {waits.Id} is released, the bucket has refilled");
        }, first, second);

        await RestoreAsync(stage, Symbol, evm);
    }

    /// <summary>Two officers agree on the limits of the deployment again; they take effect after the delay.</summary>
    public static async Task RestoreAsync(Stage stage, string symbol, IChainFamily on)
    {
        var (asset, plan) = (stage.Asset(symbol), AssetPlan.All.Single(candidate => candidate.Symbol == symbol));
        var paper = await stage.Desk.ScheduleAsync(on, (chain, nonce, notAfter) => new SetLimits
        {
            Chain = chain, Nonce = nonce, NotAfter = notAfter, Asset = Stage.IdOf(asset), Limits = new(plan.MaxRelease, plan.Capacity, plan.RefillPerSecond, plan.HoldThreshold),
        }, stage.Stop);
        await stage.Desk.ExecuteAsync(on, paper, stage.Stop);
        stage.Say($"{symbol}: officers 1 and 2 have set the limits back, after the delay");
    }
}
