using System.Diagnostics;
using CsCheck;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Model;

/// <summary>
/// Random commands of many callers, over HTTP, against a model of the contract that knows nothing of the program: every answer, and
/// what is read in the end, is the model's.
/// </summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    private const string Run = "MODEL";
    private const int UsualCount = 30;
    private const int MostAttemptsToShorten = 200;

    // Every other story is the same in every run, and sees to it that what is to come up does: chance proves nothing.
    private const ulong SameEachTime = 1;

    // What never comes up is not tested.
    private static readonly string[] AlwaysAnswered =
    [
        "menuItemAdded", "menuItemModified", "menuItemMadeAvailable", "customerSignedUp", "addressAdded", "orderOpened", "itemAddedToOrder",
        "itemQuantityChanged", "deliveryAddressAddedToOrder", "orderPlaced", "orderCanceled", "replayed",
        "ADDRESS_NOT_FOUND", "CUSTOMER_NOT_FOUND", "EMAIL_TAKEN", "FORBIDDEN", "IDEMPOTENCY_KEY_REUSED", "INVALID_TRANSITION", "MALFORMED_REQUEST", "NOT_FOUND", "ORDER_NOT_OPEN",
        "PARAMETER_INVALID", "VERSION_CONFLICT",
    ];

    /// <param name="quoteValidity">Quotes are honoured all the time, or not at all.</param>
    [Theory]
    [InlineData("01:00:00")]
    [InlineData("00:00:00")]
    public async Task Every_answer_and_all_that_is_read_is_what_the_contract_says(string quoteValidity)
    {
        var (seed, count, began) = (RandomRun.Seed(Run, output), RandomRun.Count(Run, UsualCount), Stopwatch.GetTimestamp());
        var node = new RestaurantNode();
        await node.StartAsync("--Restaurant:QuoteValidity", quoteValidity);
        var answers = new Dictionary<string, int>();
        var worlds = 0;
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) =>
            {
                var steps = Steps.Story.Generate(new PCG((uint)number, number % 2 == 0 ? SameEachTime : seed), null, out var _);
                if (await DifferenceAsync(steps) is { } difference)
                {
                    Assert.Fail($"RESTAURANT_{Run}_SEED={seed}, story {number}: {await ShortenedAsync(steps) ?? difference}");
                }
            });
            Assert.Empty(node.ErrorLog.Lines);
        }
        finally
        {
            await node.DisposeAsync();
        }

        Assert.Empty(count < UsualCount ? [] : AlwaysAnswered.Except(answers.Keys));
        output.WriteLine($"{count} stories in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s: {string.Join(", ", answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => $"{answer.Key} {answer.Value}"))}");

        async Task<string?> DifferenceAsync(IReadOnlyList<Step> steps)
        {
            var story = new Story(node, new World($"w{Interlocked.Increment(ref worlds)}", quotesAreHonoured: quoteValidity != "00:00:00"));
            try
            {
                await story.TellAsync(steps);
                return null;
            }
            catch (DiffersException difference)
            {
                return difference.Message;
            }
            finally
            {
                Add(story.Answers);
            }
        }

        // Leaves out whatever the difference does not need, halves first.
        async Task<string?> ShortenedAsync(IReadOnlyList<Step> steps)
        {
            string? shortest = null;
            var attempts = 0;
            for (var length = steps.Count / 2; length > 0; length /= 2)
            {
                for (var from = 0; from < steps.Count && attempts++ < MostAttemptsToShorten;)
                {
                    var without = steps.Where((_, index) => index < from || index >= from + length).ToList();
                    if (await DifferenceAsync(without) is { } difference)
                    {
                        (steps, shortest) = (without, difference);
                    }
                    else
                    {
                        from += length;
                    }
                }
            }

            return shortest;
        }

        void Add(Dictionary<string, int> more)
        {
            lock (answers)
            {
                foreach (var (answer, times) in more)
                {
                    answers[answer] = answers.GetValueOrDefault(answer) + times;
                }
            }
        }
    }
}
