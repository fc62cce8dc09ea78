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
    public async Task Log_IsExported_AndCheckedInTheBrowser()
    {
        await using var visit = await desk.OpenAsync("olga", "/audit");
        await visit.ShouldShowAsync(visit.Panel("Entries").GetByText("sign in").First);
        await visit.Button("Check it in this browser").ClickAsync();
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert).GetByText("Intact:"));
        await visit.KeepPictureAsync("audit-checked-light");
        var file = Path.Combine(desk.State, "audit.ndjson");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button("Export").ClickAsync());
        await download.SaveAsAsync(file);

        var lines = await File.ReadAllLinesAsync(file);
        lines.Length.ShouldBeGreaterThan(1);
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
