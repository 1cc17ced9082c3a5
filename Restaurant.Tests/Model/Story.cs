using System.Text;
using CsCheck;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Model;

/// <summary>Tells a story to the node and to the model, and holds the one against the other at every step and in the end.</summary>
internal sealed class Story(RestaurantNode node, World world)
{
    private readonly List<Request> _withKey = [];
    private readonly StringBuilder _transcript = new();

    /// <summary>How often each answer was given.</summary>
    public Dictionary<string, int> Answers { get; } = [];

    /// <summary>Throws a <see cref="DiffersException"/> with all that was said where the node answers otherwise than the model.</summary>
    public async Task TellAsync(IEnumerable<Step> steps)
    {
        try
        {
            foreach (var step in steps)
            {
                await TakeAsync(step);
            }

            await new ReadTables(node, world).MatchAllAsync();
        }
        catch (DiffersException difference)
        {
            throw new DiffersException($"{difference.Message}\n{_transcript}");
        }
    }

    private async Task TakeAsync(Step step)
    {
        switch (step)
        {
            case Step.Command command:
                await GiveAsync(Steps.In(world, command));
                break;
            case Step.Onward onward when Steps.Next(world, onward) is { } next:
                await GiveAsync(Steps.In(world, next));
                break;
            case Step.Repeat repeat when Values.At(_withKey, repeat.Number) is { } earlier:
                await GiveAsync(Changed(earlier, repeat.Change));
                break;
            case Step.Read when world.All.MaxBy(aggregate => aggregate.History[^1].At.Text, StringComparer.Ordinal) is { } last:
                await new ReadTables(node, world).MatchAsync(last);
                break;
        }
    }

    private async Task GiveAsync(Request request)
    {
        var version = world.Find(request.Rule.Kind, World.NormalForm(request.Target ?? ""))?.Version ?? 0;
        using var message = Exchange.Written(request, version);
        _transcript.AppendLine($"{message.Method} {message.RequestUri} {(message.Content is null ? "" : await message.Content.ReadAsStringAsync())} {string.Join("; ", message.Headers.Select(header => $"{header.Key}: {string.Join(", ", header.Value)}"))}");
        var verdict = world.Take(request);
        using var answer = await node.Client.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        _transcript.AppendLine($"  {(int)answer.StatusCode} {text}");
        Exchange.Match(request, verdict, answer, text);
        Count(verdict);
        if (request.Key is not null)
        {
            _withKey.Add(request);
        }
    }

    private static Request Changed(Request request, Change change) => change switch
    {
        Change.Way => request with { Envelope = !request.Envelope },
        Change.Kind => request with { By = request.By with { Kind = request.By.Kind == "staff" ? "manager" : "staff" } },
        Change.Subject => request with { By = request.By with { Subject = request.By.Subject is null ? "eve" : null } },
        Change.Demand => request with { Demand = Demand.Earlier },
        Change.Body => request with { Members = [.. request.Members.Select(member => (member.Name, Changed(member.Given)))] },
        _ => request,
    };

    private static Given Changed(Given given) => given.Value switch
    {
        int quantity => new Given($"{quantity % 9 + 1}", quantity % 9 + 1),
        bool flag => new Given(flag ? "false" : "true", !flag),
        decimal price => new Given("7.77", 7.77m),
        _ => given,
    };

    private void Count(Verdict verdict)
    {
        var answer = verdict switch
        {
            Verdict.Accepted { Replayed: true } => "replayed",
            Verdict.Accepted accepted => accepted.Happened.What.Event,
            Verdict.Refused refused => refused.Code,
            _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
        };
        Answers[answer] = Answers.GetValueOrDefault(answer) + 1;
    }
}
