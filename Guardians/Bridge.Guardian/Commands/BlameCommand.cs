using System.CommandLine;
using Bridge.Guardian.Ceremonies;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary><c>guardian blame FILE</c>: judges for oneself what the packages of an aborted ceremony prove.</summary>
internal static class BlameCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "blame-SESSION.json of any member." };
        var command = new Command("blame", "Judges who is proved to have cheated in an aborted ceremony, from what the members signed; nobody's word is taken.") { file };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var blame = BlameFile.Load(parsed.GetRequiredValue(file).FullName);
            var guilty = blame.Judge();
            if (guilty.Count == 0) throw new ProtocolException("these packages prove nothing against anybody");
            output.WriteLine($"PROVED: guardian {string.Join(", ", guilty)} cheated in the {CeremonyCommand.NameOf(blame.Ceremony.Kind)} of epoch {blame.Ceremony.Epoch}, session {blame.Ceremony.Session}");
            output.WriteLine($"  members as in the ceremony file; check that it is yours: ceremony id {Ceremony.From(blame.Ceremony).Id}");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }
}
