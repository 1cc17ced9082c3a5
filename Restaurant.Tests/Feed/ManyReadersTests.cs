using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Feed;

/// <summary>What readers cost that have nothing to read, in a process of its own. It is measured while no other test runs.</summary>
[CollectionDefinition(nameof(ManyReadersTests), DisableParallelization = true)]
[Collection(nameof(ManyReadersTests))]
[Trait("Database", "Sqlite")]
public sealed class ManyReadersTests(ITestOutputHelper output) : IDisposable
{
    private const int Readers = 2_000;

    private static readonly TimeSpan LongerThanSilence = TimeSpan.FromSeconds(20);

    private readonly TestDatabase _database = TestDatabase.Create();
    private readonly List<TcpClient> _readers = [];

    public void Dispose()
    {
        _readers.ForEach(reader => reader.Dispose());
        _database.Dispose();
    }

    [Fact]
    public async Task Two_thousand_idle_readers_cost_little_and_all_hear_of_what_happens()
    {
        var (program, address) = await ProgramUnderTest.ServeAsync(_database.Folder, [.. _database.Arguments, "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"]);
        using (program)
        using (var process = Process.GetProcessById(program.Id))
        using (var http = new HttpClient { BaseAddress = address })
        {
            await Eventually.HoldsAsync(async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode);
            var (memoryBefore, alone) = (Memory(process), await CpuAsync(process, TimeSpan.FromSeconds(5)));

            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConnectAsync(address, Readers / 8)));
            var idle = await CpuAsync(process, LongerThanSilence);
            var memory = Memory(process);
            // Each has heard 'I live' at least once.
            Assert.All(await Task.WhenAll(_readers.Select(ReadAsync)), heard => Assert.Contains(": heartbeat", heard, StringComparison.Ordinal));

            var began = Stopwatch.GetTimestamp();
            using var added = await http.PostAsync("/menu/items", new StringContent("""{"description":"x","price":1}""", Encoding.UTF8, "application/json"));
            Assert.True(added.IsSuccessStatusCode);
            await Task.WhenAll(_readers.Select(HearAsync));
            var heard = Stopwatch.GetElapsedTime(began);

            output.WriteLine(
                $"{Readers} readers: {(memory - memoryBefore) / 1024.0 / Readers:F0} KiB of memory each; while nothing happens {100 * (idle - alone):F1} % of one processor for all of them "
                + $"({100 * alone:F1} % without); an event has reached all of them after {heard.TotalMilliseconds:F0} ms");
            Assert.InRange((memory - memoryBefore) / Readers, long.MinValue, 100 * 1024);
            Assert.InRange(idle - alone, double.MinValue, 0.25);
            Assert.InRange(heard, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.Equal(0, await program.TerminateAsync());
        }
    }

    private async Task ConnectAsync(Uri address, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var reader = new TcpClient();
            await reader.ConnectAsync(address.Host, address.Port);
            await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /events HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: text/event-stream\r\n\r\n"));
            Assert.StartsWith("HTTP/1.1 200 OK", await ReadAsync(reader), StringComparison.Ordinal);
            lock (_readers)
            {
                _readers.Add(reader);
            }
        }
    }

    private static async Task HearAsync(TcpClient reader)
    {
        var heard = "";
        await Eventually.HoldsAsync(async () => (heard += await ReadAsync(reader)).Contains("event: restaurant.menuItem.menuItemAdded.v1", StringComparison.Ordinal));
    }

    private static async Task<string> ReadAsync(TcpClient reader)
    {
        var buffer = new byte[8_192];
        return Encoding.UTF8.GetString(buffer, 0, await reader.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>How much of one processor the process takes.</summary>
    private static async Task<double> CpuAsync(Process process, TimeSpan watched)
    {
        process.Refresh();
        var (began, used) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        await Task.Delay(watched);
        process.Refresh();
        return (process.TotalProcessorTime - used) / Stopwatch.GetElapsedTime(began);
    }

    private static long Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }
}
