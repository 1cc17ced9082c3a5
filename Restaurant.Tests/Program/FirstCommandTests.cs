using System.Diagnostics;
using System.Text;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Program;

public sealed class FirstCommandTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_first_command_is_accepted_as_soon_as_the_node_listens()
    {
        using var database = TestDatabase.Create();
        var began = Stopwatch.GetTimestamp();
        var (program, address) = await ProgramUnderTest.ServeAsync(database.Folder, database.Arguments);
        using (program)
        {
            var listening = Stopwatch.GetElapsedTime(began);
            using var client = new HttpClient { BaseAddress = address };
            using var body = new StringContent("""{"type":"addMenuItem","payload":{"description":"peperoni","price":10.0}}""", Encoding.UTF8, "application/json");

            using var answer = await client.PostAsync("/commands", body);

            var accepted = Stopwatch.GetElapsedTime(began);
            output.WriteLine($"from process start: listening after {listening.TotalMilliseconds:F0} ms, first command accepted after {accepted.TotalMilliseconds:F0} ms");
            Assert.Equal(202, (int)answer.StatusCode);
            Assert.InRange(accepted, TimeSpan.Zero, Most);
        }
    }
}
