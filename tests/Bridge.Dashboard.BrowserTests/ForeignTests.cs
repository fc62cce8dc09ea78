using System.Text.Json.Nodes;
using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

/// <summary>Officers at the command line: what they schedule is judged and stopped on the page, what they change has its authors there.</summary>
[Collection(DeskCollection.Name)]
public class ForeignTests(DeskFixture desk)
{
    private static readonly string[] Both = ["olga", "oscar"];

    [Fact]
    public async Task ChangedAndScheduledElsewhere_IsJudgedHere_AndVetoed()
    {
        await using var olga = await desk.OpenAsync("olga", "/limits");
        await SubmitAsync(["olga"], "lower-limits", "--max-release", "40000", "--capacity", "100000");
        var lowered = History(olga).Filter(new() { HasText = "100,000" }).First;
        await olga.ShouldShowAsync(lowered.GetByText("olga"));

        // A raise that two officers execute: both are its authors, and the larger bucket is not a used one.
        var raise = await SubmitAsync(Both, "set-limits", "--max-release", "40000", "--capacity", "300000");
        await ExecuteAsync(raise);
        var raised = History(olga).Filter(new() { HasText = "300,000" }).First;
        foreach (var officer in Both) await olga.ShouldShowAsync(raised.GetByText(officer));
        await olga.ShouldShowAsync(olga.Panel("Current limits").GetByText("filling since its capacity was raised").First);

        await SubmitAsync(Both, "set-limits", "--max-release", "40000", "--capacity", "5000000");
        await olga.ShouldShowAsync(olga.Panel("Current limits").GetByText("by somebody else"));
        await olga.KeepPictureAsync("limits-foreign-light");
        await olga.GoAsync("/");
        await olga.ShouldShowAsync(olga.Panel("Flow against limits").GetByText("filling since its capacity was raised").First);
        await olga.Panel("Needs a person").GetByRole(AriaRole.Listitem).Filter(new() { HasText = "nobody made here" }).GetByRole(AriaRole.Link).ClickAsync();
        var foreign = olga.Panel("Scheduled by somebody else");
        foreach (var words in (string[])["set the limits of JITOSOL on Solana (2)", "300,000 JITOSOL", "5,000,000 JITOSOL", "olga", "oscar", "Can be executed", "Until"]) await olga.ShouldShowAsync(foreign.GetByText(words).First);
        await olga.KeepPictureAsync("breakers-foreign-light");
        await Axe.ShouldFindNothingSeriousAsync(olga, "scheduled by somebody else");
        foreach (var width in (int[])[1024, 390])
        {
            await olga.Page.SetViewportSizeAsync(width, 800);
            await olga.ShouldCutNothingOffAsync($"scheduled by somebody else at {width}");
        }

        await olga.Page.SetViewportSizeAsync(1440, 900);
        await olga.GoAsync("/papers");
        await foreign.GetByRole(AriaRole.Button, new() { Name = "Veto it" }).ClickAsync();
        await olga.ShouldShowAsync("veto: set the limits of JITOSOL on Solana (2)");
        await olga.SignWithWalletAsync(desk, "olga");
        await olga.Button("Submit to the chains").ClickAsync();
        await olga.ShouldShowAsync("Done on every chain that it names.");
        await olga.GoAsync("/breakers");
        await Assertions.Expect(foreign).ToBeHiddenAsync(new() { Timeout = Visit.Patience });
        var ended = olga.Panel("Scheduled elsewhere, ended").GetByRole(AriaRole.Row).Filter(new() { HasText = "Set the limits of JITOSOL" }).Filter(new() { HasText = "vetoed" }).First;
        await olga.ShouldShowAsync(ended.GetByText("by olga"));

        await olga.GoAsync("/audit");
        await olga.ShouldShowAsync(olga.Panel("Entries").GetByRole(AriaRole.Row).Filter(new() { HasText = "limits were changed elsewhere" }).Filter(new() { HasText = "oscar" }).GetByText("seen on the chain").First);
    }

    private static ILocator History(Visit visit) => visit.Panel("History").GetByRole(AriaRole.Row).Filter(new() { HasText = "JITOSOL" }).Filter(new() { HasText = "Solana" });

    private async Task<string> SubmitAsync(string[] officers, string action, params string[] values)
    {
        var file = Path.Combine(desk.State, $"{Guid.NewGuid():N}.json");
        await desk.CliAsync(["risk", "create", action, "--chain", "solana", "--asset", "JITOSOL", .. values, "--out", file]);
        var digest = (string)JsonNode.Parse(await File.ReadAllTextAsync(file))!["digest"]!;
        foreach (var officer in officers) await desk.CliAsync("risk", "sign", file, "--key", desk.Staff.KeyFile(officer), "--digest", digest);
        await desk.CliAsync("risk", "submit", file);
        return file;
    }

    // The chain's clock decides when the delay is over.
    private Task ExecuteAsync(string file) => Testing.Eventually.TrueAsync("the paper is executed", TimeSpan.FromMinutes(2), async () =>
    {
        try
        {
            await desk.CliAsync("risk", "execute", file);
            return true;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("the delay has not passed", StringComparison.Ordinal))
        {
            return false;
        }
    });
}
