using System.Diagnostics;
using System.Globalization;
using Restaurant.Tests.Documents;

namespace Restaurant.Tests.Support;

/// <summary>The program that measures, as a process of its own, as a user runs it.</summary>
internal sealed class BenchmarksUnderTest : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // The solution knows nothing of it. Where no build is named, the tests make one, and leave it to the next time.
    private static readonly Lazy<string> Folder = new(() => Environment.GetEnvironmentVariable("RESTAURANT_TEST_BENCHMARKS") ?? Build());

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private BenchmarksUnderTest(Process process) => (_process, _output, _errors) = (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var program = Start(arguments);
        return await program.EndAsync();
    }

    /// <summary>Starts it, and does not wait.</summary>
    public static BenchmarksUnderTest Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(Folder.Value, "Restaurant.Benchmarks.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!);

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, (await _output).Trim(), (await _errors).Trim());
    }

    /// <param name="name">Such as <c>INT</c>.</param>
    public void Signal(string name) => PostgreSqlServer.Run("kill", "-s", name, _process.Id.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static string Build()
    {
        var project = Path.Combine(Repository.Root, "Restaurant.Benchmarks");
        // Nothing of the build outlives it.
        string[] arguments = ["build", project, "--configuration", "Release", "-p:UseSharedCompilation=false", "-nodeReuse:false"];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode == 0 ? Path.Combine(project, "bin", "Release", "net10.0") : throw new InvalidOperationException(output);
    }
}
