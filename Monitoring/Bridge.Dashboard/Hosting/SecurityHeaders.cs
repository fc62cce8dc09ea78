using Microsoft.AspNetCore.Http;

namespace Bridge.Dashboard.Hosting;

/// <summary>Headers of every answer. The page is ours alone: nothing from elsewhere, nothing inline, in nobody's frame.</summary>
internal static class SecurityHeaders
{
    /// <summary>The page's content security policy.</summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Data is never a document.
    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        var isApi = context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        // SECURITY: whatever text a chain or a person puts in front of us, it cannot run, load or frame anything (XSS, clickjacking).
        headers.ContentSecurityPolicy = isApi ? ApiPolicy : PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        if (isApi) headers.CacheControl = "no-store";
        return next(context);
    }
}
