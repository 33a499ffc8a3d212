// The addresses of this visit, from the page's own.

const base = location.pathname;
const id = base.split("/").at(-2);

export const place = {
  id,
  view: `${base}view.json`,
  acts: `${base}acts/`,
  preview: `${base}rate-preview.json`,
  sheet: `${base}sheet/`,
  record: `${base}record.pdf`,
  handover: `${base}handover.pdf`,
  order: `${base}order/`,
  patient: (view) => view.urls?.patient_page,
  protocol: (view) => view.urls?.protocol_page,
  live: (view) => view.urls?.live ?? `/live/?visit=${id}`, // resumes where this view was read
};
