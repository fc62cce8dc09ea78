using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Commands.Risk;

/// <summary>A paper in a file.</summary>
internal static class PaperFile
{
    private const int MaxLength = 100_000;

    public static RiskPaper Load(CliSession session, string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxLength) throw new CliException($"{path} is too long for a paper", "name the file that 'bridge risk create' wrote");
            return RiskPaper.Parse(File.ReadAllText(path), session.Deployment.Bridge);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read: {e.Message}", "name the file that 'bridge risk create' wrote", e);
        }
        catch (ProtocolException e)
        {
            throw new CliException($"{path} is no paper of this deployment: {e.Message}", "do not sign or submit it; ask its author for the paper as it was made", e);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Save(RiskPaper paper, string path, bool overwrite)
    {
        if (!overwrite && File.Exists(path)) throw new CliException($"{path} exists already", "name another file with --out");
        try
        {
            File.WriteAllText(path + ".new", paper.ToString());
            File.Move(path + ".new", path, overwrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be written: {e.Message}", "name another file", e);
        }
    }
}
