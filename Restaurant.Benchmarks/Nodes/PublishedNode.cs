using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Restaurant.Benchmarks.Bench;

namespace Restaurant.Benchmarks.Nodes;

/// <summary>The program as it is published, with code compiled ahead, in a process of its own on a port of the loopback.</summary>
internal sealed class PublishedNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Process _process;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PublishedNode(string folder, (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Restaurant.Api.dll"), "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in settings)
        {
            // Not as arguments, which others can see.
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, _) => { };
    }

    /// <summary>Publishes the program of this repository for this machine.</summary>
    /// <returns>The folder, which is the caller's to delete.</returns>
    /// <exception cref="MeasuringException">It cannot be published.</exception>
    public static async Task<DirectoryInfo> PublishAsync(Action<string> say)
    {
        say("publishes the program, with code compiled ahead");
        var folder = Directory.CreateTempSubdirectory("restaurant-published-");
        string[] arguments =
        [
            "publish", Path.Combine(Repository.Root, "Restaurant.Api"), "-c", "Release", "--use-current-runtime", "-p:PublishReadyToRun=true", "-p:RunAnalyzers=false",
            "-p:UseSharedCompilation=false", "-nodeReuse:false", "-o", folder.FullName,
        ];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            folder.Delete(recursive: true);
            throw new MeasuringException($"The program cannot be published: {output}");
        }

        return folder;
    }

    /// <param name="folder">Where the program was published to.</param>
    public static PublishedNode Start(string folder, params (string Key, string Value)[] settings)
    {
        var node = new PublishedNode(folder, settings);
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Asks for a menu item until one is stored.</summary>
    /// <returns>The time from the start of the process to the answer that says so.</returns>
    /// <exception cref="MeasuringException">It does not come.</exception>
    public async Task<TimeSpan> FirstPersistedAsync()
    {
        try
        {
            using var http = new HttpClient { BaseAddress = await _listening.Task.WaitAsync(Patience), Timeout = Patience };
            while (true)
            {
                using var answer = await http.PostAsJsonAsync("/menu/items", new { description = "Pizza", price = "10.00" });
                if (answer.IsSuccessStatusCode)
                {
                    return Stopwatch.GetElapsedTime(_began);
                }

                if (Stopwatch.GetElapsedTime(_began) > Patience)
                {
                    throw new MeasuringException($"The program answers {(int)answer.StatusCode} for {Patience.TotalMinutes} minutes: {await answer.Content.ReadAsStringAsync()}");
                }

                await Task.Delay(Pause);
            }
        }
        catch (TimeoutException)
        {
            throw new MeasuringException($"The program does not listen {Patience.TotalMinutes} minutes after its start.");
        }
    }

    /// <summary>It may tidy up; what does not end is ended.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        const string Listening = "Now listening on: ";
        if (line is null)
        {
            _listening.TrySetException(new MeasuringException("The program ended before it listened."));
        }
        else if (line.IndexOf(Listening, StringComparison.Ordinal) is var at && at >= 0)
        {
            _listening.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
        }
    }
}
