using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Bridge.Dashboard.BrowserTests.Harness;

/// <summary>Something between the server and the page that changes answers.</summary>
internal static class Tampering
{
    /// <summary>Changes the JSON of every GET below a path; the event stream is silent, so that the truth does not come by another way.</summary>
    public static async Task ChangeAnswerAsync(this Visit visit, string path, Action<JsonNode> change)
    {
        await visit.Page.RouteAsync("**/api/events", route => route.FulfillAsync(new() { Status = 200, ContentType = "text/event-stream", Body = "retry: 600000\n\n" }));
        await visit.Page.RouteAsync($"**{path}", async route =>
        {
            if (route.Request.Method != "GET")
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync();
            var body = JsonNode.Parse(await answer.TextAsync())!;
            change(body);
            await route.FulfillAsync(new() { Response = answer, Body = body.ToJsonString() });
        });
    }
}
