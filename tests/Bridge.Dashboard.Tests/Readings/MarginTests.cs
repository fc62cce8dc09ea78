using System.Text.Json;
using Bridge.Chains;
using Bridge.Dashboard.Tests.Harness;

namespace Bridge.Dashboard.Tests.Readings;

/// <summary>What margin accounts hold, and the sum of it.</summary>
public sealed class MarginTests : IAsyncLifetime
{
    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task Totals_AreWhatTheAccountsHold()
    {
        _desk.Solana.Locks.MineFinal(To(1, "one"), To(2, "two"), To(3, "one"));
        await _desk.StepAsync();
        using var vera = await _desk.SignInAsync("vera");
        var view = (await vera.GetAsync("/api/margin")).Json;
        var balances = view.GetProperty("accounts").EnumerateArray().Select(account => Units(account.GetProperty("balances")[0].GetProperty("amount"))).ToList();
        balances.Count.ShouldBe(2);
        Units(view.GetProperty("totals")[0].GetProperty("held")).ShouldBe(balances.Sum());
        balances.Sum().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Museum_M75_AnAccountCannotBeRead_LeavesNoSum()
    {
        _desk.Solana.Locks.MineFinal(To(1, "one"));
        await _desk.StepAsync();
        using var vera = await _desk.SignInAsync("vera");
        _desk.Evm.Failure = new ChainReadException(ChainReadFailure.Unavailable, "the node is down");
        var held = (await vera.GetAsync("/api/margin")).Json.GetProperty("totals")[0].GetProperty("held");
        (held.GetProperty("value").ValueKind, held.GetProperty("state").GetString()).ShouldBe((JsonValueKind.Null, "unread"));
    }

    private static Transfer To(ulong sequence, string account) =>
        TransferBuilder.Transfer(sequence, TransferBuilder.SolanaToEvm) with { Kind = TransferKind.MarginAccount, Recipient = TransferBuilder.EvmAccount(account) };

    private static long Units(JsonElement sourced) => long.Parse(sourced.GetProperty("value").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
