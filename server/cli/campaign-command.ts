/** The command line of `tsunagi campaign`. */

import type { Command } from 'commander';
import type { CampaignOptions, StartOptions } from './campaign.ts';
import { languageOption } from './language.ts';
import { storeOptions } from './store-options.ts';

const acts = {
  enrol: 'look at its lists and segment anew: who is added, who is withdrawn',
  pause: 'dial nobody more for it; calls under way go on',
  end: 'end it for good; calls under way go on',
} as const;

const campaigns = () => import('./campaign.ts');

/** Adds the command to the program. */
export function addCampaignCommand(program: Command): void {
  const campaign = program
    .command('campaign')
    .description('campaigns: make, look at, start, pause and end them')
    .addHelpText(
      'after',
      `
They are kept in the store; a running server sees what was changed within a second.

Examples:
  $ tsunagi campaign create spring-tea.yaml --config /etc/tsunagi
  $ tsunagi campaign start spring-tea --config /etc/tsunagi
  $ tsunagi campaign show spring-tea --config /etc/tsunagi --lang ja`,
    );
  const common = (command: Command): Command =>
    storeOptions(command).option('--json', 'print the answer as JSON').addOption(languageOption());
  common(campaign.command('create'))
    .description('make a draft of a file, and say whom it would call')
    .argument('<file>', 'YAML; docs/outbound/campaigns.md')
    .action(async (file: string, options: CampaignOptions) =>
      (await campaigns()).campaignCreate(file, options),
    );
  common(campaign.command('list'))
    .description('all campaigns of the tenant')
    .action(async (options: CampaignOptions) => (await campaigns()).campaignList(options));
  common(campaign.command('show'))
    .description('one campaign: its goal, leads, attempts, outcomes and pace')
    .argument('<code>', 'of the campaign')
    .action(async (code: string, options: CampaignOptions) =>
      (await campaigns()).campaignShow(code, options),
    );
  common(campaign.command('start'))
    .description('begin or go on to dial; says what stands in the way at once')
    .argument('<code>', 'of the campaign')
    .option('--wait <seconds>', 'for a word of the server that dials', '3')
    .action(async (code: string, options: StartOptions) =>
      (await campaigns()).campaignStart(code, options),
    );
  for (const act of ['enrol', 'pause', 'end'] as const) {
    common(campaign.command(act))
      .description(acts[act])
      .argument('<code>', 'of the campaign')
      .action(async (code: string, options: CampaignOptions) =>
        (await campaigns()).campaignAct(act, code, options),
      );
  }
}
