using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Bridge.Dashboard.Hosting;

/// <summary>Serves the built page: its files, and <c>index.html</c> for every path that the page itself understands.</summary>
internal static class StaticPage
{
    public static void UseStaticPage(this WebApplication app, string folder)
    {
        if (!Directory.Exists(folder))
        {
            app.Run(context => ApiAnswer.NotFound("the page was not built: npm ci && npm run build in Monitoring/Bridge.Dashboard/web").ExecuteAsync(context));
            return;
        }

        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new FileExtensionContentTypeProvider(),
            OnPrepareResponse = prepared =>
                // Vite puts a hash of the content into the names under assets.
                prepared.Context.Response.Headers.CacheControl = prepared.Context.Request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase) ? "public, max-age=31536000, immutable" : "no-cache",
        });
        app.Run(async context =>
        {
            var index = files.GetFileInfo("index.html");
            if (!index.Exists || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) || Path.HasExtension(context.Request.Path.Value))
            {
                await ApiAnswer.NotFound("there is no such file").ExecuteAsync(context);
                return;
            }

            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.SendFileAsync(index, context.RequestAborted);
        });
    }
}
