using System.Diagnostics;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Processes;

/// <summary>A program as it is shipped: published with code compiled ahead. It goes with its folder.</summary>
internal sealed class PublishedProgram : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _name;

    private PublishedProgram(string name) => _name = name;

    /// <summary>What <c>dotnet</c> runs.</summary>
    public string File => Path.Combine(_folder.Path, $"{_name}.dll");

    /// <summary>The program that is measured.</summary>
    /// <exception cref="MeasuringException">It cannot be published.</exception>
    public static Task<PublishedProgram> RestaurantAsync(Workbench bench) => PublishAsync(bench, "Restaurant.Api", Path.Combine(Repository.Root, "Restaurant.Api"));

    /// <summary>What it is compared with: a minimal API that answers <c>GET /</c> with nothing and does nothing else, as <c>dotnet new web</c> makes one.</summary>
    /// <inheritdoc cref="RestaurantAsync"/>
    public static async Task<PublishedProgram> EmptyApiAsync(Workbench bench)
    {
        using var project = new TemporaryFolder();
        foreach (var (file, text) in EmptyApi.Files)
        {
            await System.IO.File.WriteAllTextAsync(Path.Combine(project.Path, file), text);
        }

        return await PublishAsync(bench, EmptyApi.Name, project.Path);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<PublishedProgram> PublishAsync(Workbench bench, string name, string project)
    {
        bench.Say($"publishes {name} with code compiled ahead");
        var program = new PublishedProgram(name);
        // No server of the compiler outlives it, to take its share of what is measured.
        string[] arguments =
        [
            "publish", project, "--configuration", "Release", "--use-current-runtime", "--output", program._folder.Path,
            "-p:PublishReadyToRun=true", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=false", "-nodeReuse:false",
        ];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = project, RedirectStandardOutput = true })!;
        using var end = new CleanUp(() => publish.Kill(entireProcessTree: true));
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            program.Dispose();
            throw new MeasuringException($"{name} cannot be published: {output.Trim()}");
        }

        return program;
    }
}
