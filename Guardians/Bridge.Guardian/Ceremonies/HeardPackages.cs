using System.Globalization;
using Bridge.Frost;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>The part <see cref="CeremonyPart.Heard"/>: a line for each sender, its index, a blank, its package in hexadecimal.</summary>
internal static class HeardPackages
{
    public static string Encode(IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> packages) =>
        string.Join('\n', packages.OrderBy(package => package.Key).Select(package => $"{package.Key} {Hex.Encode(package.Value.Span)}"));

    /// <summary>At most one package of each member; whether it is signed is for whoever judges.</summary>
    public static IReadOnlyDictionary<ParticipantId, ReadOnlyMemory<byte>> Decode(Ceremony ceremony, string content)
    {
        var packages = new Dictionary<ParticipantId, ReadOnlyMemory<byte>>();
        foreach (var line in content.Split('\n'))
        {
            if (line.Split(' ') is not [var text, var package] || !ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || ceremony.Members.All(member => member.Index != index) || !packages.TryAdd(ParticipantId.From(index), Hex.Decode(package)))
                throw new ProtocolException("what a member heard should be one package of each other member");
        }

        return packages;
    }
}
