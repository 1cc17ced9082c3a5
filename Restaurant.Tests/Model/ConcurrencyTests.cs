using System.Globalization;
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
                var exchanged = await SendAsync(Steps.In(world, step));
                Exchange.Match(exchanged.Request, world.Take(exchanged.Request), exchanged.Answer, exchanged.Text);
            }

            var (order, commands) = (world.Of("order")[0], Steps.OnOneOrder.Array[24].Generate(new PCG((uint)round, seed), null, out _));
            var all = await Task.WhenAll(commands.Chunk(3).Select(callers => AllAsync(callers.Select(step => Steps.In(world, step)))));
            accepted += Explain(world, order, [.. all.SelectMany(each => each)]);
            await new ReadTables(node, world).MatchAllAsync();
        }

        output.WriteLine($"{Rounds} rounds, {accepted} commands accepted");
        Assert.True(accepted > Rounds);
        Assert.Empty(node.ErrorLog.Lines);
    }

    /// <summary>Those that were accepted follow each other without a gap, and each refusal was right at one moment between them.</summary>
    /// <returns>How many were accepted.</returns>
    private static int Explain(World world, Aggregate order, List<Exchanged> all)
    {
        var first = order.Version;
        var accepted = all.Where(each => each.Answer.IsSuccessStatusCode).OrderBy(each => each.Version).ToList();
        var refused = all.Except(accepted).ToList();
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

    private static bool IsRight(Exchanged exchanged, World world)
    {
        var verdict = world.Foresee(exchanged.Request, Learned.Moment(exchanged.Request.AskedAt));
        try
        {
            Exchange.Match(exchanged.Request, verdict, exchanged.Answer, exchanged.Text);
            return verdict is Verdict.Refused;
        }
        catch (DiffersException)
        {
            return false;
        }
    }

    private async Task<List<Exchanged>> AllAsync(IEnumerable<Request> requests)
    {
        var exchanged = new List<Exchanged>();
        foreach (var request in requests)
        {
            exchanged.Add(await SendAsync(request));
        }

        return exchanged;
    }

    private async Task<Exchanged> SendAsync(Request request)
    {
        using var message = Exchange.Written(request, version: 0);
        var answer = await node.Client.SendAsync(message);
        return new Exchanged(request, answer, await answer.Content.ReadAsStringAsync());
    }

    private sealed record Exchanged(Request Request, HttpResponseMessage Answer, string Text)
    {
        public int Version => int.Parse(Answer.Headers.ETag!.Tag.Trim('"'), CultureInfo.InvariantCulture);
    }
}
