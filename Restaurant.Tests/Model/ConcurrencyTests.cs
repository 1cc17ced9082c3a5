using CsCheck;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Model;

/// <summary>Many callers at once on one order: what they are answered is what the model answers them one after the other.</summary>
public sealed class ConcurrencyTests(ITestOutputHelper output, RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private const int Rounds = 20;

    [Fact]
    public async Task What_eight_callers_are_answered_at_once_can_be_put_in_an_order()
    {
        var seed = RandomRun.Seed("CONCURRENCY", output);
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var world = new World($"c{round}", quotesAreHonoured: true);
            foreach (var step in Steps.Opening)
            {
                await GiveAsync(Steps.In(world, step), world.Take);
            }

            var (order, commands) = (world.Of("order")[0], Steps.OnOneOrder.Array[24].Generate(new PCG((uint)round, seed), null, out _));
            var given = await Task.WhenAll(commands.Chunk(3).Select(callers => AllAsync(callers.Select(step => Steps.In(world, step)))));
            accepted += Explain(world, order, [.. given.SelectMany(each => each)]);
            await new ReadTables(node, world).MatchAllAsync();
        }

        output.WriteLine($"{Rounds} rounds, {accepted} commands accepted");
        Assert.True(accepted > Rounds);
        Assert.Empty(node.ErrorLog.Lines);
    }

    /// <summary>Those that were accepted follow each other without a gap, and each refusal was right at one moment between them.</summary>
    /// <returns>How many were accepted.</returns>
    private static int Explain(World world, Aggregate order, List<Given> given)
    {
        var (first, accepted) = (order.Version, given.Where(each => (int)each.Answer.StatusCode < 300).OrderBy(each => each.Answer.Headers.ETag!.Tag.Length).ThenBy(each => each.Answer.Headers.ETag!.Tag, StringComparer.Ordinal).ToList());
        var refused = given.Except(accepted).ToList();
        refused.RemoveAll(each => IsRight(each, world));
        foreach (var each in accepted)
        {
            Exchange.Match(each.Request, world.Take(each.Request), each.Answer, each.Text);
            refused.RemoveAll(other => IsRight(other, world));
        }

        Assert.Equal(first + accepted.Count, order.Version);
        Assert.True(refused.Count == 0, string.Join('\n', refused.Select(each => $"{each.Request.Meaning} by {each.Request.By} was never to be answered: {each.Text}")));
        return accepted.Count;
    }

    private static bool IsRight(Given given, World world)
    {
        var verdict = world.Foresee(given.Request, Learned.Moment(given.Request.AskedAt));
        try
        {
            Exchange.Match(given.Request, verdict, given.Answer, given.Text);
            return verdict is Verdict.Refused;
        }
        catch (DiffersException)
        {
            return false;
        }
    }

    private async Task<List<Given>> AllAsync(IEnumerable<Request> requests)
    {
        var given = new List<Given>();
        foreach (var request in requests)
        {
            given.Add(await SendAsync(request));
        }

        return given;
    }

    private async Task GiveAsync(Request request, Func<Request, Verdict> take)
    {
        var given = await SendAsync(request);
        Exchange.Match(request, take(request), given.Answer, given.Text);
    }

    private async Task<Given> SendAsync(Request request)
    {
        using var message = Exchange.Written(request, version: 0);
        var answer = await node.Client.SendAsync(message);
        return new Given(request, answer, await answer.Content.ReadAsStringAsync());
    }

    private sealed record Given(Request Request, HttpResponseMessage Answer, string Text);
}
