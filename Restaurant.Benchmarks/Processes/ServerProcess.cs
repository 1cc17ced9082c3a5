using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Wire;

namespace Restaurant.Benchmarks.Processes;

/// <summary>A web server as a process of its own on a port of the loopback. It is killed at the end: what it keeps is of no use to anybody any more.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan UntilNextTry = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly CleanUp _end;

    private ServerProcess(IPEndPoint address, PublishedProgram program, IEnumerable<(string Key, string Value)> settings)
    {
        Address = address;
        _process = new Process { StartInfo = new ProcessStartInfo("dotnet", [program.File, "--urls", $"http://{address}"]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        foreach (var (key, value) in settings)
        {
            // Not as arguments, which others can see.
            _process.StartInfo.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        // Whoever tells this program to end means all of it.
        _end = new CleanUp(Kill);
    }

    public IPEndPoint Address { get; }

    public int Id => _process.Id;

    /// <summary>Of all its threads, since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>In bytes, at present.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it, and does not wait.</summary>
    /// <param name="settings">As the program takes them, such as <c>("Restaurant:Journal", "Batched")</c>.</param>
    public static ServerProcess Start(PublishedProgram program, params IEnumerable<(string Key, string Value)> settings)
    {
        var server = new ServerProcess(FreePort(), program, settings);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>From the start of a process to its first answer of this kind.</summary>
    /// <inheritdoc cref="AnsweredAsync"/>
    public static async Task<TimeSpan> FirstAnswerAsync(PublishedProgram program, IReadOnlyList<(string Key, string Value)> settings, int status, ReadOnlyMemory<byte> request)
    {
        var began = Stopwatch.GetTimestamp();
        using var server = Start(program, settings);
        await server.AnsweredAsync(status, request);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Sends a request again and again until it is answered so. It may not be listening yet, and what listens may not serve yet.</summary>
    /// <exception cref="MeasuringException">It ends, it takes too long, or it answers in another way.</exception>
    public async Task AnsweredAsync(int status, ReadOnlyMemory<byte> request)
    {
        for (var began = Stopwatch.GetTimestamp(); await TryAsync(request) is var answered && answered != status; await Task.Delay(UntilNextTry))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > Patience || answered is not null and not 503)
            {
                throw new MeasuringException($"The server does not answer {status} but {answered?.ToString() ?? "nothing"}: {string.Join('\n', _said).Trim()}");
            }
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _process.Dispose();
    }

    private async Task<int?> TryAsync(ReadOnlyMemory<byte> request)
    {
        try
        {
            using var connection = await KeptConnection.OpenAsync(Address);
            return (await connection.AskAsync(request)).Status;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    // Below those that the system gives out by itself: one who tries to connect before anybody listens may be given the very same, and talks to itself.
    // Somebody else may take it meanwhile; then the server says so and ends.
    private static IPEndPoint FreePort()
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var address = new IPEndPoint(IPAddress.Loopback, Random.Shared.Next(10_000, 20_000));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(address);
                return address;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }

        throw new MeasuringException("There is no port to be found for a server.");
    }
}
