using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Readings;

/// <summary>Asks a chain who changed a level that was not changed through this server, and why: a guardian's sentinel, the witness, an officer with the command line.</summary>
internal sealed class LevelAuthorReader(ChainBoard board, ChainReader reader, LevelHistory levels, UserBook users, GuardianSetDeployment guardians)
{
    // A chain shows a level some moments before the record of its change; what is not on record after so many looks is too old to be found.
    private const int Looks = 120;

    private readonly Dictionary<long, int> _looked = [];

    /// <summary>Looks once for each change that is not explained.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var change in levels.Unexplained(board.Chain))
        {
            var looked = _looked.GetValueOrDefault(change.Number);
            if (looked == Looks) continue;
            // SECURITY: only a record of exactly this level explains it: a name is never put to what somebody else did.
            if (await reader.FindLastChangeAsync(change.Scope, cancellationToken) is { } record && record.Level == change.To)
                levels.Explain(change, record.Reason.ToString(), NameOf(record.By), record.Transaction);
            else
                _looked[change.Number] = looked + 1;
        }
    }

    private string NameOf(SignerAddress account)
    {
        var name = guardians.Members.FirstOrDefault(member => SignerAddress.Parse(member.Identity) == account) is { } guardian ? $"guardian {guardian.Index}" : users.NameOf(account);
        return name is null ? account.ToString() : $"{name}, {account}";
    }
}
