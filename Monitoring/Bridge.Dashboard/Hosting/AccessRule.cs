using Bridge.Dashboard.Sessions;
using Bridge.Dashboard.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bridge.Dashboard.Hosting;

/// <summary>Who may call an endpoint. Every endpoint under /api has one; without one it answers nobody.</summary>
/// <param name="Roles">Roles that may; empty = nobody needs to be signed in.</param>
/// <param name="DeskOnly">Not from a phone.</param>
internal sealed record AccessRule(IReadOnlyList<StaffRole> Roles, bool DeskOnly = false)
{
    public bool IsOpen => Roles.Count == 0;
}

/// <summary>Puts rules on endpoints.</summary>
internal static class Access
{
    private static readonly StaffRole[] Everybody = [StaffRole.Viewer, StaffRole.Officer, StaffRole.Admin];
    private static readonly StaffRole[] Tightening = [StaffRole.Officer, StaffRole.Admin];
    private static readonly StaffRole[] OfficersOnly = [StaffRole.Officer];
    private static readonly StaffRole[] AdminsOnly = [StaffRole.Admin];

    /// <summary>Nobody needs to be signed in.</summary>
    public static TBuilder Open<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule([]));

    /// <summary>Everybody who is signed in.</summary>
    public static TBuilder ForStaff<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(Everybody));

    /// <summary>Those who may tighten, from any device.</summary>
    public static TBuilder ForTightening<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(Tightening));

    /// <summary>Officers. What loosens is refused to phones by the desk that knows what it is.</summary>
    public static TBuilder ForOfficers<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(OfficersOnly));

    /// <summary>Officers at a desk: it loosens whatever is in the request.</summary>
    public static TBuilder ForOfficersAtADesk<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(OfficersOnly, DeskOnly: true));

    /// <summary>Administrators.</summary>
    public static TBuilder ForAdmins<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(AdminsOnly));

    /// <summary>The session that the gate has let in.</summary>
    /// <exception cref="InvalidOperationException">An open endpoint asks for one.</exception>
    public static StaffSession Session(this HttpContext context) => context.Items[typeof(StaffSession)] as StaffSession
        ?? throw new InvalidOperationException("this endpoint is open: there is no session to ask for");

    /// <summary>The session if there is one.</summary>
    public static StaffSession? SessionOrNull(this HttpContext context) => context.Items[typeof(StaffSession)] as StaffSession;

    /// <summary>The client's address. Kestrel's own: headers that name another one are anybody's invention.</summary>
    public static System.Net.IPAddress ClientAddress(this HttpContext context) =>
        context.Connection.RemoteIpAddress ?? throw new InvalidOperationException("a connection has an address");
}
