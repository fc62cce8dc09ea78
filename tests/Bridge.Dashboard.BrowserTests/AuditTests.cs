using System.Text.Json.Nodes;
using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

[Collection(DeskCollection.Name)]
public class AuditTests(DeskFixture desk)
{
    [Fact]
    public async Task Entries_AreInWords_AndAsTheyWereHashedOneKeyAway()
    {
        await using var visit = await desk.OpenAsync("olga", "/papers");
        var file = Path.Combine(desk.State, $"{Guid.NewGuid():N}.json");
        await desk.CliAsync("risk", "create", "raise-level", "--chain", "evm", "--scope", "USDC", "--level", "1", "--reason", "words", "--out", file);
        await visit.Page.GetByLabel("Paper file").SetInputFilesAsync(file);
        await visit.ShouldShowAsync(visit.Page.GetByTestId("digest"));
        await visit.GoAsync("/audit");
        var entry = visit.Panel("Entries").GetByRole(AriaRole.Row).Filter(new() { HasText = "made a paper" }).First;
        await visit.ShouldShowAsync(entry.GetByText("raise the breaker level of USDC on EVM (1) to 1 watch").First);
        await visit.ShouldShowAsync(entry.GetByText("words", new() { Exact = true }).First);
        await Assertions.Expect(entry.GetByText("scopeKind")).ToBeHiddenAsync();
        foreach (var width in (int[])[1440, 1024, 390])
        {
            await visit.Page.SetViewportSizeAsync(width, 800);
            await visit.ShouldShowAsync(entry.GetByRole(AriaRole.Button, new() { NameRegex = new("^copy hash of entry") }));
            await visit.ShouldCutNothingOffAsync($"audit at {width}");
        }

        await entry.GetByText("As it was hashed").ClickAsync();
        await visit.ShouldShowAsync(entry.GetByText("scopeKind"));
        await visit.ShouldCutNothingOffAsync("an entry as it was hashed at 390");
        await visit.KeepPictureAsync("audit-entry-390-light");
    }

    [Fact]
    public async Task Log_IsExported_AndCheckedInTheBrowser()
    {
        await using var visit = await desk.OpenAsync("olga", "/audit");
        await visit.ShouldShowAsync(visit.Panel("Entries").GetByRole(AriaRole.Row).Nth(1));
        await visit.Button("Check it in this browser").ClickAsync();
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("Intact:"));
        await visit.KeepPictureAsync("audit-checked-light");
        var file = Path.Combine(desk.State, "audit.ndjson");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button("Export").ClickAsync());
        await download.SaveAsAsync(file);

        var lines = await File.ReadAllLinesAsync(file);
        lines.ShouldContain(line => line.Contains("\"signIn\"", StringComparison.Ordinal), "whoever signed in is in it, however much came after");
        await visit.Page.GetByLabel("Check an export that was kept").SetInputFilesAsync(file);
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("Intact:"));

        var changed = JsonNode.Parse(lines[0])!;
        changed["event"] = "nothing";
        await File.WriteAllLinesAsync(file, [changed.ToJsonString(), .. lines[1..]]);
        await visit.Page.GetByLabel("Check an export that was kept").SetInputFilesAsync(file);
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("Broken at entry 1"));
        await File.WriteAllLinesAsync(file, lines[1..]);
        await visit.Page.GetByLabel("Check an export that was kept").SetInputFilesAsync(file);
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("it has the number 2"));
    }
}
