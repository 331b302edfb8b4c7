import journeys from './journeys.config.ts';

export default {
  ...journeys,
  projects: journeys.projects?.filter((each) => each.name === 'pictures'),
};
