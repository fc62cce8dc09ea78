using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Users;

/// <summary>Whose key an address is: a person's as the administrator wrote it down, a guardian's, this server's. The address always stands beside the name.</summary>
internal sealed class SignerNames(UserBook users, GuardianSetDeployment guardians, SignerAddress sentinel)
{
    /// <summary>What people call a key; null when nobody does.</summary>
    public string? Find(SignerAddress account) => account == sentinel ? "this dashboard's sentinel"
        : guardians.Members.FirstOrDefault(member => SignerAddress.Parse(member.Identity) == account) is { } guardian ? $"guardian {guardian.Index}" : users.NameOf(account);

    /// <summary>"olga, 0x…"; the address alone when it has no name.</summary>
    public string Of(SignerAddress account) => Find(account) is { } name ? $"{name}, {account}" : account.ToString();

    /// <summary>Everybody who signed: "olga, 0x… and oscar, 0x…".</summary>
    public string Of(IEnumerable<SignerAddress> accounts) => string.Join(" and ", accounts.Select(Of));
}
