using System.Text.Json.Nodes;
using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

/// <summary>Answers of the server, changed on their way: what is shown and what would be signed must not come apart (M39).</summary>
[Collection(DeskCollection.Name)]
public class TamperTests(DeskFixture desk)
{
    private const string Markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    [Theory]
    [InlineData("level", "1")]
    [InlineData("scopeKind", "1")]
    [InlineData("chain", "2")]
    public async Task Museum_M39_FieldOfAPaperChanged_IsRefused(string field, string value)
    {
        var (digest, visit) = await PaperAsync();
        await using (visit)
        {
            await visit.ChangeAnswerAsync($"/api/papers/{digest}", paper => paper["fields"]![field] = value);
            await visit.Page.ReloadAsync();
            await ShouldBeRefusedAsync(visit);
        }
    }

    [Fact]
    public async Task Museum_M39_WholePaperExchangedForAnother_IsRefused()
    {
        var (other, first) = await PaperAsync();
        await first.DisposeAsync();
        var (digest, visit) = await PaperAsync();
        await using (visit)
        {
            var answer = JsonNode.Parse(await (await visit.Page.Context.APIRequest.GetAsync($"/api/papers/{other}")).TextAsync())!;
            await visit.ChangeAnswerAsync($"/api/papers/{digest}", paper =>
            {
                foreach (var name in (string[])["action", "fields", "digest"]) paper[name] = answer[name]!.DeepClone();
            });
            await visit.Page.ReloadAsync();
            await ShouldBeRefusedAsync(visit);
            await visit.KeepPictureAsync("paper-tampered-light");
        }
    }

    [Theory]
    [InlineData("recipient", "0x000000000000000000000000000000000000dead")]
    [InlineData("amount", "1")]
    public async Task Museum_M39_TransferShownForAHoldChanged_CannotBeApproved(string name, string value)
    {
        await using var visit = await desk.OpenAsync("olga");
        var transfer = await AnyTransferAsync(visit);
        await visit.ChangeAnswerAsync("/api/holds", holds =>
        {
            var hold = new JsonObject
            {
                ["id"] = transfer["id"]!.DeepClone(), ["chain"] = transfer["destination"]!.DeepClone(), ["asset"] = transfer["asset"]!.DeepClone(), ["amount"] = transfer["amount"]!.DeepClone(),
                ["heldAt"] = transfer["lockedAt"]!.DeepClone(), ["executableAt"] = null, ["approvals"] = 0, ["leaf"] = transfer["leaf"]!.DeepClone(), ["matches"] = true,
                ["evidence"] = new JsonArray(), ["papers"] = new JsonArray(), ["transfer"] = transfer.DeepClone(),
            };
            hold["transfer"]![name] = value;
            holds["queue"] = new JsonArray(hold);
        });
        await visit.GoAsync("/holds");
        await visit.ShouldShowAsync("Never approve this");
        await Assertions.Expect(visit.Button($"Approve {transfer["id"]}")).ToBeDisabledAsync();
        await Assertions.Expect(visit.Button($"Reject {transfer["id"]}")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task TextOfTheServer_IsTextOnThePage()
    {
        await using var visit = await desk.OpenAsync("olga");
        await visit.ChangeAnswerAsync("/api/overview", view =>
        {
            view["problems"] = new JsonArray(
                new JsonObject { ["severity"] = "critical", ["text"] = Markup, ["link"] = "javascript:alert(3)" },
                new JsonObject { ["severity"] = "warning", ["text"] = "elsewhere", ["link"] = "//elsewhere.example/" });
            foreach (var cell in view["breakers"]!.AsArray()) cell!["reason"] = Markup;
        });
        await visit.GoAsync("/");
        await visit.ShouldShowAsync(visit.Page.GetByText(Markup).First);
        (await visit.Page.Locator("img[src=x]").CountAsync()).ShouldBe(0);
        (await visit.Page.Locator("a[href^=javascript], a[href^='//']").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task SourcesThatDisagree_AreShownAsSuch()
    {
        await using var visit = await desk.OpenAsync("olga");
        await visit.ChangeAnswerAsync("/api/chains", view => view["chains"]![0]!["divergence"] = "evm node 1 and evm node 2 name different blocks at 4,388");
        await visit.GoAsync("/chains");
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("name different blocks"));
        await visit.KeepPictureAsync("chains-diverged-light");
        await Axe.ShouldFindNothingSeriousAsync(visit, "chains that disagree");
    }

    [Fact]
    public async Task SilentServer_LeavesValuesThatSayTheirAge_AndComesBack()
    {
        await using var visit = await desk.OpenAsync("olga");
        await visit.ShouldShowAsync(visit.Panel("Breaker board"));
        // A picture waits for its fonts, and the silent server would not give one that the warning is the first to need.
        await visit.Page.EvaluateAsync("document.fonts.load(\"16px 'IBM Plex Mono'\")");
        desk.Signal("dashboard", "STOP");
        try
        {
            await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Status).GetByText("connection lost"));
            await visit.ShouldShowAsync(visit.Panel("Breaker board").Locator(".is-stale .age").First);
            (await visit.Panel("Breaker board").Locator(".is-stale .age").First.InnerTextAsync()).ShouldContain("ago");
            await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("This is how things stood"));
            await visit.KeepPictureAsync("overview-stale-light");
            await Axe.ShouldFindNothingSeriousAsync(visit, "stale overview");
        }
        finally
        {
            desk.Signal("dashboard", "CONT");
        }

        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Status).GetByText("live"));
        await Assertions.Expect(visit.Panel("Breaker board").Locator(".is-stale")).ToHaveCountAsync(0, new() { Timeout = Visit.Patience });
    }

    [Fact]
    public async Task Wallet_WithAnotherOfficersKey_SignsNothing()
    {
        var (_, visit) = await PaperAsync();
        await using (visit)
        {
            await visit.Button("Sign with the development wallet").ClickAsync();
            await visit.GiveKeyAsync(desk, "oscar");
            await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("choose that account in the wallet"));
            await visit.ShouldShowAsync("Nobody has signed yet.");
        }
    }

    private async Task<(string Digest, Visit Visit)> PaperAsync()
    {
        var file = Path.Combine(desk.State, $"{Guid.NewGuid():N}.json");
        await desk.CliAsync("risk", "create", "raise-level", "--chain", "evm", "--scope", "USDC", "--level", "3", "--reason", "drill", "--out", file);
        var visit = await desk.OpenAsync("olga", "/papers");
        await visit.Page.GetByLabel("Paper file").SetInputFilesAsync(file);
        return (await visit.Page.GetByTestId("digest").InnerTextAsync(), visit);
    }

    private async Task<JsonNode> AnyTransferAsync(Visit visit)
    {
        var id = (await desk.LockAsync("USDC", fromEvm: true, 2_000_000)).Id;
        visit.Expect(404);
        await visit.GoAsync($"/transfers/{id}");
        await visit.Page.ReloadUntilShownAsync(visit.Panel("What it is"));
        return JsonNode.Parse(await (await visit.Page.Context.APIRequest.GetAsync($"/api/transfers/{id}")).TextAsync())!;
    }

    private static async Task ShouldBeRefusedAsync(Visit visit)
    {
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("This paper is refused"));
        (await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Sign|Submit|Execute)") }).CountAsync()).ShouldBe(0);
    }
}
