using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

/// <summary>Releases above the hold threshold of the running network, decided by officers with their own keys.</summary>
[Collection(DeskCollection.Name)]
public class HoldTests(DeskFixture desk)
{
    // The threshold of the local network is 500,000 whole tokens, and alice has a million.
    private const ulong AtThreshold = 500_000_000_000;

    [Fact]
    public async Task Hold_ApprovedByTwoOfficers_IsPaid()
    {
        var id = (await desk.LockAsync("USDC", fromEvm: true, AtThreshold)).Id.ToString();
        await using var olga = await desk.OpenAsync("olga", "/holds");
        var card = Card(olga, id);
        await olga.ShouldShowAsync(card);
        await olga.ShouldShowAsync(card.GetByText("computed here from the transfer's bytes"));
        await olga.ShouldShowAsync(card.GetByText("0 of 2 approvals"));
        (await card.Locator(".evidence .mark").AllInnerTextsAsync()).ShouldBeUnique();
        await olga.KeepPictureAsync("holds-waiting-light");
        await Axe.ShouldFindNothingSeriousAsync(olga, "holds");
        await ApproveAsync(olga, "olga", id, picture: "paper-hold-light");

        await using var oscar = await desk.OpenAsync("oscar", "/holds");
        await oscar.ShouldShowAsync(Card(oscar, id).GetByText("1 of 2 approvals"));
        await ApproveAsync(oscar, "oscar", id);
        // Whoever is first pays it now: a relayer by itself, or the button beside the hold.
        await oscar.GoAsync($"/transfers/{id}");
        await oscar.ShouldShowAsync(oscar.Panel("What it is").GetByText("released", new() { Exact = true }));
        // What held it and what paid it are two transactions, each under its own name.
        var held = Step(oscar, "Held").Locator(".hash");
        var paid = Step(oscar, "Released").Locator(".hash");
        await oscar.ShouldShowAsync(held);
        await oscar.ShouldShowAsync(paid);
        await oscar.ShouldShowAsync(Step(oscar, "Approved").First);
        (await held.GetAttributeAsync("title")).ShouldNotBe(await paid.GetAttributeAsync("title"));
        var payment = (await paid.GetAttributeAsync("title"))!;
        await oscar.ShouldShowAsync(oscar.Panel("What it is").GetByText(payment));
        await oscar.KeepPictureAsync("transfer-held-and-paid-light");
        (await desk.Solana.ReleaseReader(desk.Solana.RpcUrls[0]).FindReleaseAsync(Protocol.TransferId.Parse(id), CancellationToken.None))!.Payment.ShouldBe(payment);

        await using var anybody = await desk.OpenWithoutSessionAsync($"/public");
        await anybody.Page.GetByLabel("Transfer or transaction").FillAsync(payment);
        await anybody.Button("Look").ClickAsync();
        var facts = anybody.Panel($"Transfer {id}");
        await anybody.ShouldShowAsync(facts.GetByText((await held.GetAttributeAsync("title"))!));
        await anybody.ShouldShowAsync(facts.GetByText(payment));
        await anybody.KeepPictureAsync("public-held-and-paid-light");
    }

    [Fact]
    public async Task Hold_RejectedByOneOfficer_IsNeverPaid()
    {
        var id = (await desk.LockAsync("PYTH", fromEvm: false, AtThreshold)).Id.ToString();
        await using var olga = await desk.OpenAsync("olga", "/holds");
        await olga.ShouldShowAsync(Card(olga, id));
        await olga.Button($"Reject {id}").ClickAsync();
        await olga.ShouldShowAsync("reject the held release of transfer");
        await olga.SignWithWalletAsync(desk, "olga");
        await olga.Button("Submit to the chains").ClickAsync();
        await olga.ShouldShowAsync("Done on every chain that it names.");
        await olga.GoAsync("/holds");
        await Assertions.Expect(Card(olga, id)).ToBeHiddenAsync(new() { Timeout = Visit.Patience });
        await olga.GoAsync($"/transfers/{id}");
        await Assertions.Expect(olga.Panel("What it is").GetByText("held for officers")).ToBeHiddenAsync(new() { Timeout = Visit.Patience });
        (await olga.Panel("What it is").GetByText("released", new() { Exact = true }).CountAsync()).ShouldBe(0);
    }

    private async Task ApproveAsync(Visit visit, string officer, string id, string? picture = null)
    {
        await visit.Button($"Approve {id}").ClickAsync();
        await visit.ShouldShowAsync($"approve the held release of transfer {id}");
        await visit.ShouldShowAsync(visit.Panel("The transfer it speaks of").GetByText("computed here from the transfer's bytes"));
        if (picture is not null)
        {
            await visit.KeepPictureAsync(picture);
            await Axe.ShouldFindNothingSeriousAsync(visit, "paper of a hold");
        }

        await visit.SignWithWalletAsync(desk, officer);
        await visit.Button("Submit to the chains").ClickAsync();
        await visit.ShouldShowAsync("Done on every chain that it names.");
    }

    private static ILocator Step(Visit visit, string title) => visit.Panel("Timeline").GetByRole(AriaRole.Listitem).Filter(new() { Has = visit.Page.GetByText(title, new() { Exact = true }) });

    private static ILocator Card(Visit visit, string id) => visit.Page.Locator("section.panel").Filter(new() { Has = visit.Page.GetByRole(AriaRole.Link, new() { Name = id, Exact = true }) });
}
