using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Restaurant.Tests.Support;

/// <summary>The program as a process of its own, as a user runs it.</summary>
public sealed class ProgramUnderTest : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What is published, or else what was built beside the tests.
    private static readonly string Published = Environment.GetEnvironmentVariable("RESTAURANT_TEST_PROGRAM") ?? AppContext.BaseDirectory;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProgramUnderTest(string program, string workingDirectory, IEnumerable<string> arguments, string[] through)
    {
        string[] command = [.. through, "dotnet", Path.Combine(program, "Restaurant.Api.dll"), .. arguments];
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..])
            {
                WorkingDirectory = workingDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
    }

    /// <summary>The process, for what the system says of it.</summary>
    public int Id => _process.Id;

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
    public Task<int> TerminateAsync()
    {
        Signal("TERM");
        return ExitAsync();
    }

    /// <param name="name">Such as <c>STOP</c>.</param>
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

    /// <summary>The folder of an earlier build, which takes the place of the present one until nodes are started again; null for none.</summary>
    public static string? Previous { get; } = Environment.GetEnvironmentVariable("RESTAURANT_TEST_PREVIOUS_PROGRAM");

    /// <summary>Starts it, and does not wait.</summary>
    /// <param name="through">What becomes it after a preparation, such as <c>nsenter</c> with its arguments.</param>
    public static ProgramUnderTest Start(string workingDirectory, IEnumerable<string> arguments, params string[] through) =>
        Start(Published, workingDirectory, arguments, through);

    /// <inheritdoc cref="Start(string, IEnumerable{string}, string[])"/>
    /// <param name="build">The folder that the program is in.</param>
    public static ProgramUnderTest Start(string build, string workingDirectory, IEnumerable<string> arguments, params string[] through)
    {
        var program = new ProgramUnderTest(build, workingDirectory, arguments, through);
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
