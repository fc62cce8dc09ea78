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
        var own = new Option<FileInfo>("--ceremony") { Description = "Your copy of the ceremony file: it says whose identity is whose.", Required = true };
        var command = new Command("blame", "Judges who is proved to have cheated in an aborted ceremony, from what the members signed; nobody's word is taken.") { file, own };
        command.SetAction((parsed, _) => GuardianCommand.GuardAsync(parsed, output =>
        {
            var blame = BlameFile.Load(parsed.GetRequiredValue(file).FullName);
            // SECURITY: in a made-up ceremony, with made-up identities, anybody can be made to cheat.
            if (Ceremony.From(blame.Ceremony).Id != CeremonyFile.Load(parsed.GetRequiredValue(own).FullName).Id)
                throw new ProtocolException("the evidence is of another ceremony than your file: it proves nothing to you");
            var guilty = blame.Judge();
            if (guilty.Count == 0) throw new ProtocolException("these packages prove nothing against anybody");
            output.WriteLine($"PROVED: guardian {string.Join(", ", guilty)} cheated in the {CeremonyCommand.NameOf(blame.Ceremony.Kind)} of epoch {blame.Ceremony.Epoch}, session {blame.Ceremony.Session}");
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }
}
