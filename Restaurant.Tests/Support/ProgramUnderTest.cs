using System.Collections.Concurrent;
using System.Diagnostics;

namespace Restaurant.Tests.Support;

/// <summary>The program as a process of its own, as a user runs it.</summary>
public sealed class ProgramUnderTest : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProgramUnderTest(string workingDirectory, IEnumerable<string> arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Restaurant.Api.dll"), .. arguments])
            {
                WorkingDirectory = workingDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
    }

    public string Errors => string.Join('\n', _errors).Trim();

    public string Output => string.Join('\n', _output);

    /// <summary>Starts it on any free port of the loopback and waits until it listens.</summary>
    public static async Task<(ProgramUnderTest Program, Uri Address)> ServeAsync(string workingDirectory, params string[] arguments)
    {
        var program = Start(workingDirectory, ["--urls", "http://127.0.0.1:0", .. arguments]);
        return (program, await program._listening.Task.WaitAsync(Patience));
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(string workingDirectory, params string[] arguments)
    {
        using var program = Start(workingDirectory, arguments);
        var exitCode = await program.ExitAsync();
        return (exitCode, program.Errors);
    }

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>As <c>kill -9</c>: nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>As <c>kill</c>: it may tidy up.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", [_process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return await ExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>Starts it, and does not wait.</summary>
    public static ProgramUnderTest Start(string workingDirectory, IEnumerable<string> arguments)
    {
        var program = new ProgramUnderTest(workingDirectory, arguments);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    private void Take(string? line)
    {
        const string listening = "Now listening on: ";
        _output.Enqueue(line ?? "");
        if (line is not null && line.IndexOf(listening, StringComparison.Ordinal) is var at && at >= 0)
        {
            _listening.TrySetResult(new Uri(line[(at + listening.Length)..].Trim()));
        }
        else if (line is null)
        {
            _listening.TrySetException(new InvalidOperationException($"The program ended before it listened: {Errors}"));
        }
    }
}
