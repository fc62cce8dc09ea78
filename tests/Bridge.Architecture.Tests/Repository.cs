using System.Xml.Linq;

namespace Bridge.Architecture.Tests;

internal static class Repository
{
    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>Every project of the solution by name, with the projects it references.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Projects { get; } = SourceFiles("*.csproj").ToDictionary(
        file => Path.GetFileNameWithoutExtension(file),
        file => (IReadOnlyList<string>)[.. XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))]);

    /// <summary>Files of the repository, without what builds and tools put beside them.</summary>
    public static IEnumerable<string> SourceFiles(string pattern) => Directory.EnumerateFiles(Root.FullName, pattern, SearchOption.AllDirectories)
        .Where(file => !file[Root.FullName.Length..].Split('/').Any(part => part is "node_modules" or "bin" or "obj" or "out" or ".run" or ".git" or "lib" or ".cache" or ".results"));

    /// <summary>All projects that a project reaches through its references.</summary>
    public static IReadOnlySet<string> Reach(string project)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>(Projects[project]);
        while (open.TryDequeue(out var next))
        {
            if (reached.Add(next)) foreach (var further in Projects[next]) open.Enqueue(further);
        }

        return reached;
    }

    private static DirectoryInfo FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bridge.sln"))) return folder;
        }

        throw new InvalidOperationException($"no Bridge.sln above {AppContext.BaseDirectory}");
    }
}
