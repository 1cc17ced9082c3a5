using System.Collections.Concurrent;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Projections;

namespace Restaurant.Tests.WriteSide;

public sealed class BatchesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<int[]> _done = new();
    private readonly ConcurrentQueue<(int One, Exception Why)> _refused = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _goOn = new(0);

    [Fact]
    public async Task What_waits_while_a_batch_is_worked_on_is_the_next_one_up_to_its_weight()
    {
        var batches = Make(most: 1, mostWaiting: 100, mostAtOnce: 10);
        batches.Start();
        batches.Add(1);
        await BegunAsync();
        foreach (var one in new[] { 4, 4, 4, 4, 100, 1 })
        {
            batches.Add(one);
        }

        _goOn.Release(4);
        await EndedAsync(4);
        Assert.Equal([[1], [4, 4, 4], [4, 100], [1]], _done);
    }

    [Fact]
    public async Task While_a_batch_is_worked_on_others_wait_and_are_begun_together_when_it_is_done()
    {
        var batches = Make(most: 2, mostWaiting: 10, mostAtOnce: 10, alone: Patience);
        batches.Start();
        batches.Add(1);
        await BegunAsync();
        batches.Add(2);
        batches.Add(3);

        Assert.False(await _begun.WaitAsync(TimeSpan.FromMilliseconds(200)));
        _goOn.Release(2);
        await EndedAsync(2);
        Assert.Equal([[1], [2, 3]], _done);
    }

    [Fact]
    public async Task Behind_a_batch_that_is_held_up_another_one_is_begun_and_no_more_than_are_allowed()
    {
        var batches = Make(most: 2, mostWaiting: 10, mostAtOnce: 10, alone: TimeSpan.FromMilliseconds(20));
        batches.Start();
        batches.Add(1);
        await BegunAsync();
        batches.Add(2);
        await BegunAsync();
        batches.Add(3);

        Assert.False(await _begun.WaitAsync(TimeSpan.FromMilliseconds(200)));
        _goOn.Release();
        await BegunAsync();
        _goOn.Release(2);
        await EndedAsync(3);
        Assert.Equal([1, 2, 3], _done.SelectMany(batch => batch).Order());
    }

    [Fact]
    public async Task More_than_may_wait_is_refused_at_once_and_what_waits_is_done()
    {
        var batches = Make(most: 1, mostWaiting: 2, mostAtOnce: 10);
        batches.Start();
        batches.Add(1);
        await BegunAsync();
        batches.Add(2);
        batches.Add(3);

        batches.Add(4);

        Assert.Equal((4, typeof(OverloadedException)), Assert.Single(_refused.Select(refused => (refused.One, refused.Why.GetType()))));
        _goOn.Release(2);
        await EndedAsync(2);
        Assert.Equal([[1], [2, 3]], _done);
    }

    [Fact]
    public async Task After_a_stop_what_is_worked_on_is_done_and_all_else_is_refused()
    {
        var batches = Make(most: 1, mostWaiting: 10, mostAtOnce: 10);
        batches.Start();
        batches.Add(1);
        await BegunAsync();
        batches.Add(2);

        batches.Stop();
        batches.Add(3);

        Assert.Equal([2, 3], _refused.Select(refused => refused.One));
        Assert.All(_refused, refused => Assert.IsType<OperationCanceledException>(refused.Why));
        _goOn.Release();
        await EndedAsync(1);
        Assert.Equal([[1]], _done);
    }

    [Fact]
    public async Task What_waits_can_be_refused_and_what_comes_behind_it_is_done()
    {
        var batches = Make(most: 1, mostWaiting: 10, mostAtOnce: 10);
        batches.Start();
        batches.Add(1);
        await BegunAsync();
        batches.Add(2);
        batches.Add(3);

        batches.RefuseWaiting(new TimeoutException());
        batches.Add(4);

        Assert.Equal([2, 3], _refused.Select(refused => refused.One));
        Assert.All(_refused, refused => Assert.IsType<TimeoutException>(refused.Why));
        _goOn.Release(2);
        await EndedAsync(2);
        Assert.Equal([[1], [4]], _done);
    }

    [Fact]
    public async Task Whatever_is_added_while_it_stops_is_either_done_or_refused_and_never_both()
    {
        for (var round = 0; round < 100; round++)
        {
            var (done, refused) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
            var batches = new Batches<int>(
                2,
                TimeSpan.Zero,
                1000,
                10,
                _ => 1,
                batch =>
                {
                    Array.ForEach(batch, done.Enqueue);
                    return Task.CompletedTask;
                },
                (one, _) => refused.Enqueue(one));
            batches.Start();
            var adding = Task.Run(() =>
            {
                foreach (var one in Enumerable.Range(0, 500))
                {
                    batches.Add(one);
                }
            });
            batches.Stop();
            await adding;
            await Eventually.HoldsAsync(() => done.Count + refused.Count >= 500);

            Assert.Equal(Enumerable.Range(0, 500), done.Concat(refused).Order());
        }
    }

    private Batches<int> Make(int most, int mostWaiting, int mostAtOnce, TimeSpan alone = default) => new(
        most,
        alone,
        mostWaiting,
        mostAtOnce,
        one => one,
        async batch =>
        {
            _begun.Release();
            await _goOn.WaitAsync();
            _done.Enqueue(batch);
        },
        (one, why) => _refused.Enqueue((one, why)));

    private async Task BegunAsync() => Assert.True(await _begun.WaitAsync(Patience));

    private Task EndedAsync(int batches) => Eventually.HoldsAsync(() => _done.Count == batches);
}
